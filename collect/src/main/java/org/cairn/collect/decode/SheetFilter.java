package org.cairn.collect.decode;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.jspecify.annotations.Nullable;

/// Which rows of a sheet are no records, as [RowFilter] for CSV. The text of a row is those of its
/// cells, joined by tabs. Confined to one thread.
final class SheetFilter {
    private final List<List<String>> headerRows;
    private final @Nullable String comment;
    private final List<Pattern> patterns;
    private final long footerFrom;
    private long row;
    private long repeated;
    private long comments;
    private long matched;
    private long footers;

    /// @param rows with values below the header, when the last ones are to be left out; else any
    ///   number
    SheetFilter(SheetHeader header, LeftOut leftOut, long rows) {
        this.headerRows = header.texts();
        this.comment = leftOut.comment();
        this.patterns = leftOut.patterns().stream().map(Pattern::compile).toList();
        this.footerFrom = leftOut.footerRows() == 0 ? Long.MAX_VALUE : rows - leftOut.footerRows();
    }

    /// Whether the current row is to be left out; asked once for each that is not blank.
    boolean takes(SheetRows rows, SheetValues values) {
        if (row++ >= footerFrom) {
            footers++;
            return true;
        }
        boolean mayRepeat = headerRows.stream().anyMatch(names -> !names.isEmpty());
        if (!mayRepeat && comment == null && patterns.isEmpty()) {
            return false;
        }
        List<String> texts = SheetHeader.texts(rows, values, true);
        if (headerRows.contains(texts)) {
            repeated++;
            return true;
        }
        if (comment != null && beginsWith(texts, comment)) {
            comments++;
            return true;
        }
        String whole = patterns.isEmpty() ? "" : String.join("\t", texts);
        if (patterns.stream().anyMatch(pattern -> pattern.matches(whole))) {
            matched++;
            return true;
        }
        return false;
    }

    private static boolean beginsWith(List<String> texts, String comment) {
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .findFirst()
                .filter(text -> text.startsWith(comment))
                .isPresent();
    }

    /// What was left out, for a person; empty when nothing was.
    List<String> notes(String sheet) {
        var counts = new StringJoiner(", ");
        add(counts, repeated, "repeated header rows");
        add(counts, comments, "comments");
        add(counts, matched, "rows by 'skip_rows'");
        add(counts, footers, "footer rows");
        List<String> notes = new ArrayList<>();
        if (counts.length() > 0) {
            notes.add("sheet '%s': left out: %s".formatted(sheet, counts));
        }
        return notes;
    }

    private static void add(StringJoiner counts, long count, String what) {
        if (count > 0) {
            counts.add(count + " " + what);
        }
    }
}
