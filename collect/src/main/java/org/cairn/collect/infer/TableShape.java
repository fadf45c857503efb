package org.cairn.collect.infer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.RawRecord;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.TableSpec.Ragged;
import org.jspecify.annotations.Nullable;

/// How a table is laid out: what separates its cells, and which of its first rows name the columns.
/// Judged by its first rows; types are judged by all.
final class TableShape {
    private static final int ROWS = 200;
    private static final int COLUMNS = 1_000;
    private static final int MOST_HEADER_ROWS = 3;
    private static final int MOST_SHEETS = 20;
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');
    private static final Pattern NUMBER =
            Pattern.compile("[-+(]?[$€£]?\\s*[0-9][0-9 ,.'%/:-]*\\)?");
    private static final Pattern ROW = Pattern.compile("<[^>]*?\\br=[\"']([0-9]{1,9})[\"']");

    private final Body body;

    TableShape(Body body) {
        this.body = body;
    }

    /// A row of the sample.
    private record Row(@Nullable Object[] cells, long offset) {
        int extent() {
            for (int i = cells.length; i > 0; i--) {
                if (cells[i - 1] != null) {
                    return i;
                }
            }
            return 0;
        }

        long filled() {
            return Arrays.stream(cells).filter(cell -> cell != null).count();
        }

        boolean isNumber(int column) {
            return cells[column] instanceof String text && NUMBER.matcher(text.strip()).matches();
        }

        double numbers() {
            long count = 0;
            for (int i = 0; i < cells.length; i++) {
                count += isNumber(i) ? 1 : 0;
            }
            return filled() == 0 ? 0 : (double) count / filled();
        }
    }

    /// The trial with what was found: delimiter, sheet, header rows.
    Trial find(Trial base) {
        Trial raw = base.withHeader(List.of()).padding(Ragged.PAD);
        Trial best = raw;
        List<Row> rows = List.of();
        long most = -1;
        for (Trial each : base.format() == Format.XLSX ? sheets(raw) : delimited(raw)) {
            List<Row> sample = sample(each);
            int width = width(sample);
            long weight =
                    sample.stream().filter(row -> row.extent() == width).count()
                            * (base.format() == Format.XLSX ? width : width - 1L);
            if (weight > most) {
                most = weight;
                best = each;
                rows = sample;
            }
        }
        return best.padding(Ragged.QUARANTINE).withHeader(header(base.format(), rows));
    }

    private List<Trial> sheets(Trial raw) {
        List<String> names = Decoders.visibleSheets(body);
        return names.isEmpty()
                ? List.of(raw)
                : names.stream().limit(MOST_SHEETS).map(raw::ofSheet).toList();
    }

    private static List<Trial> delimited(Trial raw) {
        return DELIMITERS.stream().map(raw::cutBy).toList();
    }

    private List<Row> sample(Trial trial) {
        List<String> names = new ArrayList<>();
        List<FieldOrigin> origins = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            names.add("c" + i);
            origins.add(new FieldOrigin.From("c" + i));
        }
        List<Row> rows = new ArrayList<>();
        trial.read(
                body,
                names,
                origins,
                new Trial.Taker() {
                    @Override
                    public boolean record(RawRecord record) {
                        rows.add(new Row(record.values(), record.span().offset()));
                        return rows.size() < ROWS;
                    }

                    @Override
                    public void bad(ByteSpan span, String code, String message) {
                        // Counted when all of the document is read.
                    }
                });
        return rows;
    }

    /// The extent that most rows have; of two the larger.
    private static int width(List<Row> rows) {
        Map<Integer, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.extent(), 1, Integer::sum));
        int best = 0;
        for (Map.Entry<Integer, Integer> each : counts.entrySet()) {
            int most = counts.getOrDefault(best, 0);
            if (each.getValue() > most || (each.getValue() == most && each.getKey() > best)) {
                best = each.getKey();
            }
        }
        return Math.max(1, best);
    }

    private List<Integer> header(Format format, List<Row> rows) {
        int width = width(rows);
        int first = 0;
        while (first < rows.size()
                && (rows.get(first).extent() * 5 < width * 4
                        || rows.get(first).filled() * 2 < width)) {
            first++;
        }
        if (first == rows.size()) {
            return List.of(1);
        }
        if (!names(rows, first)) {
            return List.of();
        }
        List<Integer> header = new ArrayList<>();
        header.add(line(format, rows.get(first)));
        for (int next = first + 1;
                next < rows.size() - 1
                        && header.size() < MOST_HEADER_ROWS
                        && goesOn(rows, next, width);
                next++) {
            header.add(line(format, rows.get(next)));
        }
        return header;
    }

    /// Whether a row holds names: no numbers, or words above numbers.
    private static boolean names(List<Row> rows, int at) {
        Row row = rows.get(at);
        if (row.numbers() == 0) {
            return true;
        }
        List<Row> below = rows.subList(at + 1, rows.size());
        for (int column = 0; column < row.extent(); column++) {
            int place = column;
            long numbers = below.stream().filter(each -> each.isNumber(place)).count();
            if (row.cells()[column] != null
                    && !row.isNumber(column)
                    && numbers > 0
                    && numbers * 5 >= below.size() * 4L) {
                return true;
            }
        }
        return false;
    }

    /// Whether a row goes on with the names of one above that has gaps: it is full of words, and
    /// numbers follow.
    private static boolean goesOn(List<Row> rows, int at, int width) {
        Row above = rows.get(at - 1);
        Row row = rows.get(at);
        double later =
                rows.subList(at + 1, rows.size()).stream()
                        .mapToDouble(Row::numbers)
                        .average()
                        .orElse(0);
        return above.filled() < width
                && row.filled() > above.filled()
                && row.numbers() == 0
                && later > 0.2;
    }

    /// The line or row at which a row of the sample stands, from 1.
    private int line(Format format, Row row) {
        if (format == Format.XLSX) {
            Body unpacked = Decoders.unpacked(body);
            String tag = new String(unpacked.read(row.offset(), 200), StandardCharsets.UTF_8);
            Matcher number = ROW.matcher(tag);
            return number.lookingAt() ? Integer.parseInt(number.group(1)) : 1;
        }
        return (int) Math.min(1_000_000, line(body, row.offset()));
    }

    /// The line at which a byte stands, from 1. Zero bytes are passed over: UTF-16 has them.
    static long line(Body body, long offset) {
        long line = 1;
        boolean afterReturn = false;
        try (InputStream in = body.open()) {
            byte[] buffer = new byte[1 << 16];
            long left = offset;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (n < 0) {
                    return line;
                }
                for (int i = 0; i < n; i++) {
                    byte b = buffer[i];
                    line += b == '\r' || (b == '\n' && !afterReturn) ? 1 : 0;
                    afterReturn = b == 0 ? afterReturn : b == '\r';
                }
                left -= n;
            }
            return line;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
