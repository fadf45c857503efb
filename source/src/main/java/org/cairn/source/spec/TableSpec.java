package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the table in a file is laid out, beyond what `CsvDialect` says.
///
/// @param encodings tried in order when the encoding is to be found; empty means that it is not
/// @param sheet which sheets of a workbook are read; null for the first that is not hidden
public record TableSpec(
        List<String> encodings,
        Header header,
        LeftOut leftOut,
        Ragged ragged,
        Columns columns,
        @Nullable SheetChoice sheet) {
    public static final TableSpec DEFAULT =
            new TableSpec(
                    List.of(),
                    Header.ONE_ROW,
                    LeftOut.NOTHING,
                    Ragged.QUARANTINE,
                    Columns.AS_FOUND);

    /// The layout of a table that is no sheet of a workbook.
    public TableSpec(
            List<String> encodings,
            Header header,
            LeftOut leftOut,
            Ragged ragged,
            Columns columns) {
        this(encodings, header, leftOut, ragged, columns, null);
    }

    public TableSpec {
        encodings = List.copyOf(encodings);
    }

    /// What happens to a record with more or fewer cells than the header.
    public enum Ragged {
        QUARANTINE,
        /// Missing cells are no value and empty ones too many are dropped; others stay bad.
        PAD
    }

    /// The rows with the names of the columns; the first is the dialect's header row.
    ///
    /// @param present whether there is any
    /// @param more rows behind the first, ascending
    public record Header(boolean present, List<Integer> more) {
        public static final Header ONE_ROW = new Header(true, List.of());
        public static final Header NONE = new Header(false, List.of());

        public Header {
            more = List.copyOf(more);
        }
    }

    /// What stands among the records and is none.
    ///
    /// @param comment what a line that is a comment begins with
    /// @param patterns RE2; a record whose whole text one of them matches is left out
    /// @param footerRows records at the end that are left out
    public record LeftOut(@Nullable String comment, List<String> patterns, int footerRows) {
        public static final LeftOut NOTHING = new LeftOut(null, List.of(), 0);

        public LeftOut {
            patterns = List.copyOf(patterns);
        }
    }

    /// What columns are called, and whether each file has all.
    ///
    /// @param names in their order, instead of those in the header; the rest keeps its names
    /// @param rename new names by the name in the header or by the column's number
    public record Columns(List<String> names, Map<String, String> rename, Missing missing) {
        public static final Columns AS_FOUND = new Columns(List.of(), Map.of(), Missing.REFUSE);

        public Columns {
            names = List.copyOf(names);
            rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
        }

        /// What happens when a file lacks a column that a field is made of.
        public enum Missing {
            REFUSE,
            /// The field has no value in that file, and the run says so.
            REPORT
        }
    }
}
