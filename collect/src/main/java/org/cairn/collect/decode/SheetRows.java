package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.SheetCell.Content;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;

/// The rows of a sheet as they stream past, one at a time. Confined to one thread.
///
/// Problems raised: those of reading XML, `workbook-unreadable`, `workbook-too-large`.
final class SheetRows implements AutoCloseable {
    private static final int MOST_COLUMNS = 16_384;

    private final String sheet;
    private final PartTokens tokens;
    private final Limits limits;
    private final RichText text;
    private final List<SheetCell> cells = new ArrayList<>();
    private int row;
    private boolean hidden;
    private long start;
    private long end;
    private long kept;
    private boolean ended;
    private long merged;
    private int headerEnd;
    private long hiddenRows;

    /// All rows of a sheet.
    SheetRows(Workbook workbook, Workbook.Sheet sheet, Limits limits) {
        this(sheet, PartTokens.open(workbook.document(), sheet.part(), limits), limits);
    }

    /// @param tokens before the first row that is wanted
    SheetRows(Workbook.Sheet sheet, PartTokens tokens, Limits limits) {
        this.sheet = sheet.name();
        this.tokens = tokens;
        this.limits = limits;
        this.text = new RichText(tokens, limits);
    }

    /// Moves to the next row that is written; false behind the last.
    boolean next() {
        while (!ended) {
            Token next = tokens.next();
            if (next == Token.EOF) {
                ended = true;
            } else if (next == Token.START && tokens.name().equals("row")) {
                read();
                return true;
            } else if (next == Token.START && tokens.name().equals("mergeCell")) {
                merged += isBelow(tokens.attribute("ref")) ? 1 : 0;
            }
        }
        return false;
    }

    /// Its number in the sheet, from 1.
    int row() {
        return row;
    }

    /// From its start tag to its end tag.
    ByteSpan span() {
        return Frame.span(start, end);
    }

    /// Whether it has more bytes than a record may have; its cells are not kept then.
    boolean isTooLong() {
        return end - start > limits.recordBytes() || kept > limits.recordBytes();
    }

    /// Those that are written, by column ascending.
    List<SheetCell> cells() {
        return cells;
    }

    /// Which row is the last of the header: ranges of merged cells are counted below it.
    void headerEndsAt(int last) {
        headerEnd = last;
    }

    private boolean isBelow(@Nullable String range) {
        String first = range == null ? "" : range.replaceAll(":.*|[^0-9:]", "");
        return first.matches("[0-9]{1,9}") && Integer.parseInt(first) > headerEnd;
    }

    /// How many ranges of merged cells there are below the header; known behind the last row.
    long merged() {
        return merged;
    }

    /// How many of the rows so far are hidden and have cells.
    long hiddenRows() {
        return hiddenRows;
    }

    @Nullable SheetCell cell(int column) {
        int low = 0;
        int high = cells.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = cells.get(middle).column();
            if (at == column) {
                return cells.get(middle);
            }
            low = at < column ? middle + 1 : low;
            high = at < column ? high : middle - 1;
        }
        return null;
    }

    private void read() {
        start = tokens.start();
        kept = 0;
        cells.clear();
        int number = number(tokens.attribute("r"), row + 1);
        if (number <= row) {
            throw broken("row %d stands behind row %d".formatted(number, row));
        }
        row = number;
        String flag = tokens.attribute("hidden");
        hidden = "1".equals(flag) || "true".equals(flag);
        int depth = tokens.depth();
        for (Token next = tokens.next(); ; next = tokens.next()) {
            if (next == Token.EOF || (next == Token.END && tokens.depth() < depth)) {
                break;
            }
            if (next == Token.START && tokens.name().equals("c")) {
                cell();
            }
        }
        end = tokens.end();
        hiddenRows += hidden && !cells.isEmpty() ? 1 : 0;
        if (isTooLong()) {
            cells.clear();
        }
    }

    private int number(@Nullable String said, int otherwise) {
        if (said == null) {
            return otherwise;
        }
        if (!said.matches("[0-9]{1,9}")) {
            throw broken("a row has the number '%s'".formatted(said));
        }
        return Integer.parseInt(said);
    }

    private void cell() {
        int last = cells.isEmpty() ? -1 : cells.getLast().column();
        String reference = tokens.attribute("r");
        int column = reference == null ? last + 1 : SheetCell.column(reference);
        if (column <= last || column >= MOST_COLUMNS) {
            throw broken("a cell of row %d is not at its place".formatted(row));
        }
        int style = number(tokens.attribute("s"), 0);
        String said = tokens.attribute("t");
        SheetCell.Type type =
                switch (said == null ? "n" : said) {
                    case "s" -> SheetCell.Type.SHARED;
                    case "inlineStr", "str" -> SheetCell.Type.TEXT;
                    case "b" -> SheetCell.Type.BOOLEAN;
                    case "d" -> SheetCell.Type.DATE;
                    case "e" -> SheetCell.Type.ERROR;
                    default -> SheetCell.Type.NUMBER;
                };
        String raw = "";
        ByteSpan value = Frame.span(tokens.start(), tokens.end());
        Content content = Content.NOTHING;
        int depth = tokens.depth();
        for (Token next = tokens.next(); ; next = tokens.next()) {
            if (next == Token.EOF || (next == Token.END && tokens.depth() < depth)) {
                break;
            }
            if (next != Token.START || tokens.depth() != depth + 1) {
                continue;
            }
            switch (tokens.name()) {
                case "v" -> {
                    RichText.Found found = value();
                    raw =
                            type == SheetCell.Type.TEXT
                                    ? RichText.unescaped(found.text())
                                    : found.text();
                    value = found.span();
                    content = Content.VALUE;
                }
                case "is" -> {
                    text.read();
                    raw = text.text();
                    value = text.found().span();
                    content = Content.VALUE;
                }
                case "f" -> content = content == Content.VALUE ? content : Content.FORMULA_ONLY;
                default -> {
                    // Whatever else a cell has is no value of it.
                }
            }
        }
        keep(new SheetCell(column, type, style, raw, value, tokens.end(), content));
    }

    private void keep(SheetCell cell) {
        kept += cell.raw().length() + 16L;
        if (kept <= limits.recordBytes()) {
            cells.add(cell);
        } else if (cells.isEmpty() || cells.getLast().column() < cell.column()) {
            // The row is given up; only the order of its cells is still looked at.
            cells.clear();
            cells.add(cell);
        }
    }

    private RichText.Found value() {
        var out = new StringBuilder();
        long from = tokens.end();
        long to = from;
        boolean first = true;
        int depth = tokens.depth();
        tokens.keepText(true);
        for (Token next = tokens.next(); ; next = tokens.next()) {
            if (next == Token.EOF || (next == Token.END && tokens.depth() < depth)) {
                break;
            }
            if (next == Token.TEXT) {
                from = first ? tokens.start() : from;
                first = false;
                to = tokens.end();
                out.append(tokens.text());
                if (out.length() > limits.recordBytes()) {
                    throw WorkbookFaults.tooLarge(
                            "a value in it is longer than %d characters"
                                    .formatted(limits.recordBytes()));
                }
            }
        }
        tokens.keepText(false);
        return new RichText.Found(out.toString(), Frame.span(from, to));
    }

    private RuntimeException broken(String why) {
        return WorkbookFaults.unreadable("sheet '%s': %s".formatted(sheet, why));
    }

    @Override
    public void close() {
        tokens.close();
    }
}
