package org.cairn.collect.decode;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.cairn.source.spec.TableSpec.LeftOut;

/// Which records of a CSV document are none: header rows that come again, comments, and what the
/// declaration leaves out. Counts them, for nothing is left out in silence. Confined to one thread.
final class RowFilter {
    private final List<byte[]> headerRows;
    private final byte[] comment;
    private final List<Pattern> patterns;
    private final CsvSyntax syntax;
    private final long footerFrom;
    private long row;
    private long repeated;
    private long comments;
    private long matched;
    private long footers;

    /// @param rows records of the document, when the last ones are to be left out; else any number
    RowFilter(CsvHeader header, LeftOut leftOut, long rows) {
        this.headerRows = header.rows();
        this.syntax = header.syntax();
        String prefix = leftOut.comment();
        this.comment = prefix == null ? new byte[0] : prefix.getBytes(syntax.charset());
        this.patterns = leftOut.patterns().stream().map(Pattern::compile).toList();
        this.footerFrom = leftOut.footerRows() == 0 ? Long.MAX_VALUE : rows - leftOut.footerRows();
    }

    /// Whether the tokenizer's current record is to be left out; asked once for each.
    boolean takes(CsvTokenizer tokens) {
        if (row++ >= footerFrom) {
            footers++;
            return true;
        }
        byte[] bytes = tokens.bytes();
        int from = tokens.start();
        int to = from + tokens.length();
        for (byte[] header : headerRows) {
            if (header.length == to - from
                    && Arrays.equals(bytes, from, to, header, 0, header.length)) {
                repeated++;
                return true;
            }
        }
        if (comment.length > 0
                && to - from >= comment.length
                && Arrays.equals(bytes, from, from + comment.length, comment, 0, comment.length)) {
            comments++;
            return true;
        }
        return !patterns.isEmpty() && matches(new String(bytes, from, to - from, syntax.charset()));
    }

    private boolean matches(String text) {
        for (Pattern pattern : patterns) {
            if (pattern.matches(text)) {
                matched++;
                return true;
            }
        }
        return false;
    }

    /// What was left out, for a person; empty when nothing was.
    List<String> notes() {
        var counts = new StringJoiner(", ");
        add(counts, repeated, "repeated header rows");
        add(counts, comments, "comments");
        add(counts, matched, "rows by 'skip_rows'");
        add(counts, footers, "footer rows");
        List<String> notes = new ArrayList<>();
        if (counts.length() > 0) {
            notes.add("left out: " + counts);
        }
        return notes;
    }

    private static void add(StringJoiner counts, long count, String what) {
        if (count > 0) {
            counts.add(count + " " + what);
        }
    }
}
