package org.cairn.source.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The input of a source of type `file`.
///
/// @param location `file:` and a path or glob below the project folder, or an address on the web
/// @param encoding the declared charset, or null for UTF-8 with an optional byte order mark
/// @param dialect used by CSV, and in parts by XLSX
/// @param table how a table is laid out; used by CSV and XLSX only
/// @param member glob that members of an archive match; null means each
/// @param markup used by HTML and XML only
/// @param badLines how many undecodable lines or records a document may have before the run stops
public record FileInput(
        Format format,
        String location,
        @Nullable String encoding,
        CsvDialect dialect,
        BadLines badLines,
        ColumnNames columnNames,
        TableSpec table,
        @Nullable String member,
        MarkupOptions markup)
        implements SourceInput {
    /// A file that is laid out in the usual way.
    public FileInput(
            Format format,
            String location,
            @Nullable String encoding,
            CsvDialect dialect,
            BadLines badLines,
            ColumnNames columnNames) {
        this(
                format,
                location,
                encoding,
                dialect,
                badLines,
                columnNames,
                TableSpec.DEFAULT,
                null,
                MarkupOptions.NONE);
    }

    @Override
    public FileInput reading() {
        return this;
    }

    @Override
    public boolean isOnTheWeb() {
        return !location.startsWith("file:");
    }

    /// How the bytes are to be read.
    public enum Format {
        JSON,
        JSONL,
        CSV,
        HTML,
        XML,
        YAML,
        XLSX;

        /// Whether values stand in elements: HTML and XML.
        public boolean isMarkup() {
            return this == HTML || this == XML;
        }

        /// Whether each record is a row below a header: CSV and XLSX.
        public boolean isTable() {
            return this == CSV || this == XLSX;
        }

        /// Whether values are found by JSON paths and records need one: JSON and YAML.
        public boolean isTree() {
            return this == JSON || this == YAML;
        }
    }

    /// What is done to the names in a header: as they are, or `District Name` to `district_name`.
    public enum ColumnNames {
        AS_IS,
        SNAKE_CASE
    }

    /// How a CSV file separates and quotes.
    ///
    /// @param delimiter null means: found from the first lines, among `, ; tab |`
    /// @param headerRow the line that holds the names, from 1
    /// @param nullValues cells that mean "no value", compared before any transform
    public record CsvDialect(
            @Nullable Character delimiter, char quote, int headerRow, List<String> nullValues) {
        /// The quote of a file in which no character is one.
        public static final char NO_QUOTE = '\uffff';

        public static final CsvDialect DEFAULT = new CsvDialect(null, '"', 1, List.of(""));

        public CsvDialect {
            nullValues = List.copyOf(nullValues);
            if (headerRow < 1) {
                throw new IllegalArgumentException("header_rows count from 1");
            }
        }
    }

    /// The error budget of a document: past either number the run stops. Up to 20 bad records only
    /// the count is judged.
    public record BadLines(double maxPercent, long maxCount) {
        public static final BadLines DEFAULT = new BadLines(10.0, 1000);

        public BadLines {
            if (!(maxPercent >= 0 && maxPercent <= 100) || maxCount < 0) {
                throw new IllegalArgumentException(
                        "max_percent is from 0 to 100 and max_count at least 0");
            }
        }
    }
}
