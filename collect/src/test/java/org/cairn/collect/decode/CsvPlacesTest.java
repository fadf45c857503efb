package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.junit.jupiter.api.Test;

/// Every cell is where the decoder says, in several encodings, and says there what was decoded.
final class CsvPlacesTest {
    private static final int CELLS = 10_000;

    private record Style(
            String charset, String letters, char delimiter, char quote, String lineEnd) {}

    private static final List<Style> STYLES =
            List.of(
                    new Style("UTF-8", "ab é€😀日", ',', '"', "\n"),
                    new Style("UTF-8", "ab é€😀日", ';', '\'', "\r\n"),
                    new Style("windows-1252", "ab é€œ", '\t', '"', "\r"),
                    new Style("ISO-8859-1", "ab éü", '|', '"', "\r\n"),
                    new Style("Shift_JIS", "ab 表ソ能ｱ", ',', '"', "\r\n"),
                    new Style("windows-31j", "ab ①髙ソ表", ';', '"', "\n"),
                    new Style("EUC-JP", "ab 足立表ｱ", ',', '"', "\n"));

    /// A generated cell: its bytes with quotes, and its text.
    private record Truth(ByteSpan span, String text) {}

    private record Made(ByteSpan span, List<Truth> cells) {}

    @Test
    void findsTheBytesOfEveryGeneratedCell() {
        long seed = 20_261_123;
        var random = new Random(seed);
        int cells = 0;
        for (int round = 0; cells < CELLS; round++) {
            Style style = STYLES.get(round % STYLES.size());
            String at = "seed %d, document %d, %s".formatted(seed, round, style);
            var out = new ByteArrayOutputStream();
            Charset charset = Charset.forName(style.charset());
            int columns = 2 + random.nextInt(9);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                names.add("n" + i);
            }
            write(
                    out,
                    charset,
                    String.join(String.valueOf(style.delimiter()), names) + style.lineEnd());
            List<Made> made = new ArrayList<>();
            int records = 1 + random.nextInt(60);
            for (int i = 0; i < records; i++) {
                made.add(record(random, style, out, columns));
                write(
                        out,
                        charset,
                        i == records - 1 && random.nextBoolean() ? "" : style.lineEnd());
            }
            Plan plan =
                    Plan.csv()
                            .encoding(style.charset())
                            .dialect(
                                    random.nextBoolean() || style.charset().startsWith("S")
                                            ? style.delimiter()
                                            : null,
                                    style.quote(),
                                    1)
                            .nullValues("null")
                            .wantColumns(names.toArray(String[]::new));
            cells += check(plan, new Bytes(out.toByteArray(), 1 + round % 7), made, at);
            check(plan, Documents.body(out.toByteArray()), made, at);
        }
    }

    private static Made record(Random random, Style style, ByteArrayOutputStream out, int columns) {
        Charset charset = Charset.forName(style.charset());
        int start = out.size();
        List<Truth> cells = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            write(out, charset, i == 0 ? "" : String.valueOf(style.delimiter()));
            int from = out.size();
            String text = text(random, style);
            String quote = String.valueOf(style.quote());
            boolean needsQuotes =
                    text.indexOf(style.delimiter()) >= 0
                            || text.indexOf('\n') >= 0
                            || text.indexOf('\r') >= 0
                            || text.startsWith(quote);
            boolean quoted = needsQuotes || random.nextInt(4) == 0;
            write(out, charset, quoted ? quote + text.replace(quote, quote + quote) + quote : text);
            cells.add(new Truth(new ByteSpan(from, out.size() - from), text));
        }
        return new Made(new ByteSpan(start, out.size() - start), cells);
    }

    private static String text(Random random, Style style) {
        if (random.nextInt(10) == 0) {
            return "null";
        }
        String special = "\r\n%s%s,;|".formatted(style.delimiter(), style.quote());
        int[] letters =
                (style.letters() + (random.nextInt(3) == 0 ? special : "")).codePoints().toArray();
        var text = new StringBuilder();
        int length = random.nextInt(random.nextInt(50) == 0 ? 20_000 : 30);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private static void write(ByteArrayOutputStream out, Charset charset, String text) {
        out.writeBytes(text.getBytes(charset));
    }

    private static int check(Plan plan, Bytes body, List<Made> made, String at) {
        Decoded decoded = plan.decode(body);
        assertThat(decoded.bad()).as(at).isEmpty();
        assertThat(decoded.records())
                .as(at)
                .extracting(RawRecord::span)
                .containsExactlyElementsOf(made.stream().map(Made::span).toList());
        RecordPlan built = plan.build();
        int cells = 0;
        for (int r = 0; r < made.size(); r++) {
            for (int i = 0; i < made.get(r).cells().size(); i++) {
                Truth truth = made.get(r).cells().get(i);
                Object value = decoded.records().get(r).values()[i];
                Located located =
                        Decoders.forFormat(plan.format())
                                .locate(
                                        body,
                                        built,
                                        made.get(r).span(),
                                        0,
                                        new FieldOrigin.From("n" + i));
                String where = "%s, record %d, cell %d".formatted(at, r, i);
                if (truth.text().equals("null")) {
                    assertThat(value).as(where).isNull();
                    assertThat(located).as(where).isNull();
                    continue;
                }
                Located place = Documents.found(located, where);
                assertThat(place.span()).as(where).isEqualTo(truth.span());
                assertThat(place.pointer()).as(where).isEqualTo("n" + i);
                byte[] slice = body.read(place.span().offset(), place.span().length());
                assertThat(reread(slice, built))
                        .as(where)
                        .isEqualTo(truth.text())
                        .isEqualTo(value)
                        .isEqualTo(place.text());
                cells++;
            }
        }
        return cells;
    }

    /// What a cell's bytes say, by the tests' own reading.
    private static String reread(byte[] cell, RecordPlan plan) {
        String text = new String(cell, Charset.forName(String.valueOf(plan.input().encoding())));
        String quote = String.valueOf(plan.input().dialect().quote());
        return text.startsWith(quote)
                ? text.substring(1, text.length() - 1).replace(quote + quote, quote)
                : text;
    }

    @Test
    void findsNoCellWhereThereIsNone() {
        Bytes body = Documents.body("a,b\n1,\n");
        Plan plan = Plan.csv();
        var decoder = Decoders.forFormat(plan.format());
        var record = new ByteSpan(4, 2);

        assertThat(decoder.locate(body, plan.build(), record, 0, new FieldOrigin.From("b")))
                .isNull();
        assertThat(decoder.locate(body, plan.build(), record, 0, new FieldOrigin.From("c")))
                .isNull();
        assertThat(decoder.locate(body, plan.build(), record, 0, new FieldOrigin.Carry("a")))
                .isNull();
        assertThat(decoder.locate(body, plan.build(), record, 0, new FieldOrigin.From("a")))
                .isEqualTo(new Located(new ByteSpan(4, 1), "a", "1"));
    }
}
