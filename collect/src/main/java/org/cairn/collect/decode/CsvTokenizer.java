package org.cairn.collect.decode;

import java.util.Arrays;
import org.cairn.kernel.ByteSpan;

/// Cuts CSV bytes into records and cells (RFC 4180) and knows the place of each.
///
/// More lenient than the RFC where files are: lines end with LF, CR LF or CR; a quote inside an
/// unquoted cell is a character like any other; text behind a closing quote belongs to the cell;
/// blank lines are not records. Cells are cut while the record is whole in the window, so their
/// places are relative to the record's start. Confined to one thread.
final class CsvTokenizer {
    private static final long LF = ByteScan.everywhere((byte) '\n');
    private static final long CR = ByteScan.everywhere((byte) '\r');
    private static final int FIRST_CELLS = 64;
    private static final int UNFINISHED = -1;
    private static final int UNCLOSED = -2;

    private final ByteWindow window;
    private final byte delimiter;
    private final int quote;
    private final long delimiters;
    private int[] starts = new int[FIRST_CELLS];
    private int[] ends = new int[FIRST_CELLS];
    private Form[] forms = new Form[FIRST_CELLS];
    private int mostCells;

    private int start;
    private int end;
    private int next;
    private int cells;
    private long lostFrom;
    private long lostTo;

    /// How a cell is written.
    enum Form {
        PLAIN,
        QUOTED,
        /// In quotes, and with doubled quotes in it or text behind it.
        ESCAPED
    }

    /// What stands next in the document.
    enum Next {
        RECORD,
        /// A record longer than the window; see [#lostFrom].
        TOO_LONG,
        /// A quote is never closed: all to the document's end; see [#lostFrom].
        UNCLOSED,
        END
    }

    /// @param from position of the first byte
    /// @param mostCells cells past this number are counted, but their places are not kept
    CsvTokenizer(ByteWindow window, int from, CsvSyntax syntax, int mostCells) {
        this.window = window;
        this.next = from;
        this.delimiter = syntax.delimiter();
        this.quote = syntax.quote();
        this.delimiters = ByteScan.everywhere(delimiter);
        this.mostCells = mostCells;
    }

    /// Keeps the places of no more than so many cells from now on.
    void limitCells(int most) {
        mostCells = most;
    }

    /// Moves to the next record that is not a blank line.
    Next next() {
        while (true) {
            Next found = any();
            if (found != Next.RECORD || end > start) {
                return found;
            }
        }
    }

    /// Moves to the next record, which may be a blank line.
    Next any() {
        start = next;
        while (true) {
            if (start == window.end() && window.ended()) {
                return Next.END;
            }
            int cut = cut();
            if (cut == UNCLOSED) {
                return lose(Next.UNCLOSED, window.end());
            }
            if (cut != UNFINISHED) {
                next = cut;
                return Next.RECORD;
            }
            if (window.isFull(start)) {
                return skip();
            }
            window.more(start);
            start = 0;
        }
    }

    private Next lose(Next why, int to) {
        lostFrom = window.offset(start);
        lostTo = window.offset(to);
        next = to;
        return why;
    }

    /// Cuts the record at `start`, and gives the position behind its line end.
    private int cut() {
        byte[] bytes = window.bytes();
        int limit = window.end();
        int at = start;
        cells = 0;
        while (true) {
            int from = at;
            Form form = Form.PLAIN;
            if (at < limit && bytes[at] == quote) {
                form = Form.QUOTED;
                at = ByteScan.find(bytes, at + 1, limit, (byte) quote);
                while (at + 1 < limit && bytes[at + 1] == quote) {
                    form = Form.ESCAPED;
                    at = ByteScan.find(bytes, at + 2, limit, (byte) quote);
                }
                if (at == limit) {
                    return window.ended() ? UNCLOSED : UNFINISHED;
                }
                at++;
            }
            int stop = ByteScan.findAny(bytes, at, limit, delimiters, LF, CR);
            if (stop == limit && !window.ended()) {
                return UNFINISHED;
            }
            keep(from, stop, form != Form.PLAIN && stop > at ? Form.ESCAPED : form);
            if (stop == limit || bytes[stop] != delimiter) {
                end = stop;
                return behindLineEnd(bytes, stop, limit);
            }
            at = stop + 1;
        }
    }

    private int behindLineEnd(byte[] bytes, int stop, int limit) {
        if (stop == limit) {
            return stop;
        }
        if (bytes[stop] == '\n') {
            return stop + 1;
        }
        if (stop + 1 == limit) {
            return window.ended() ? limit : UNFINISHED;
        }
        return bytes[stop + 1] == '\n' ? stop + 2 : stop + 1;
    }

    private void keep(int from, int to, Form form) {
        if (cells < mostCells) {
            if (cells == starts.length) {
                starts = Arrays.copyOf(starts, cells * 2);
                ends = Arrays.copyOf(ends, cells * 2);
                forms = Arrays.copyOf(forms, cells * 2);
            }
            starts[cells] = from - start;
            ends[cells] = to - start;
            forms[cells] = form;
        }
        cells++;
    }

    /// Reads past a record that does not fit, byte by byte, keeping none of it.
    private Next skip() {
        long first = window.offset(start);
        int at = start;
        boolean quoted = false;
        boolean cellStart = true;
        while (true) {
            if (at == window.end()) {
                if (window.ended()) {
                    break;
                }
                window.more(at);
                at = 0;
                continue;
            }
            byte b = window.bytes()[at];
            if (b == quote && (quoted || cellStart)) {
                // A doubled quote ends the quotes and begins them again at once.
                cellStart = quoted;
                quoted = !quoted;
            } else if (!quoted && (b == '\n' || b == '\r')) {
                break;
            } else {
                cellStart = !quoted && b == delimiter;
            }
            at++;
        }
        lostFrom = first;
        lostTo = window.offset(at);
        next = at;
        stepOverLineEnd();
        return quoted ? Next.UNCLOSED : Next.TOO_LONG;
    }

    private void stepOverLineEnd() {
        if (window.end() - next < 2 && !window.ended()) {
            window.more(next);
            next = 0;
        }
        if (next < window.end()) {
            next = behindLineEnd(window.bytes(), next, window.end());
        }
    }

    /// Goes back to before the record that was found last, so that it is found again.
    void back() {
        next = start;
    }

    byte[] bytes() {
        return window.bytes();
    }

    /// Position in [#bytes] of the record's first byte.
    int start() {
        return start;
    }

    /// The record's place in the document.
    ByteSpan span() {
        return Frame.span(window.offset(start), window.offset(end));
    }

    /// A cell's place in the document.
    ByteSpan cellSpan(int cell) {
        return Frame.span(window.offset(cellStart(cell)), window.offset(cellEnd(cell)));
    }

    /// Offset in the document of the record's first byte.
    long offset() {
        return window.offset(start);
    }

    /// Bytes of the record, without its line end.
    int length() {
        return end - start;
    }

    /// How many cells the record has, kept or not.
    int cells() {
        return cells;
    }

    /// Position in [#bytes] of a cell's first byte, which may be its quote.
    int cellStart(int cell) {
        return start + starts[cell];
    }

    int cellEnd(int cell) {
        return start + ends[cell];
    }

    /// Offset in the document of a cell's first byte.
    long cellOffset(int cell) {
        return window.offset(cellStart(cell));
    }

    Form form(int cell) {
        return forms[cell];
    }

    /// Offset of the first byte of what was lost by the last [#next].
    long lostFrom() {
        return lostFrom;
    }

    /// Offset behind the last byte of what was lost.
    long lostTo() {
        return lostTo;
    }
}
