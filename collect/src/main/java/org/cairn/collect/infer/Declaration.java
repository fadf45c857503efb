package org.cairn.collect.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.cairn.kernel.JsonText;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.TableSpec.Ragged;
import org.jspecify.annotations.Nullable;

/// What is to be declared, and its text.
///
/// @param key indexes of fields; empty for none
/// @param nulls words that mean no value
public record Declaration(
        Trial trial,
        List<Field> fields,
        List<Integer> key,
        Set<String> nulls,
        long records,
        long bad,
        List<String> remarks) {
    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");
    private static final int FEW_BAD = 20;

    /// @param isKey whether it is in the key, where it is required
    /// @param remark what does not fit; null for nothing
    record Field(
            String name,
            FieldOrigin origin,
            ColumnFacts.Judged judged,
            boolean isKey,
            @Nullable String remark) {}

    /// The text of the file of a source.
    ///
    /// @param name of the source, which is also that of its records
    /// @param member glob of the file in an archive; null for none
    public String text(String name, String location, @Nullable String member) {
        List<String> lines = new ArrayList<>();
        lines.add("# yaml-language-server: $schema=../.cairn/schema/source.schema.json");
        lines.add(
                "# Inferred from all %d records; look at the types and at the key."
                        .formatted(records));
        remarks.forEach(remark -> lines.add("# " + oneLine(remark)));
        lines.add("version: 1");
        lines.add("source: " + name);
        lines.add("type: file");
        lines.add("format: " + trial.format().name().toLowerCase(Locale.ROOT));
        lines.add("location: " + quoted(location));
        if (member != null) {
            lines.add("member: " + quoted(member));
        }
        layout(lines);
        lines.add("resources:");
        lines.add("  - name: " + name);
        if (trial.format() == Format.JSON) {
            lines.add("    records: [{json: %s}]".formatted(quoted(trial.records().toString())));
        }
        lines.add("    fields:");
        fields.forEach(field -> lines.add("      " + line(field)));
        if (!key.isEmpty()) {
            var names = new StringJoiner(", ", "[", "]");
            key.forEach(i -> names.add(fields.get(i).name()));
            lines.add("    primary_key: " + names);
        }
        lines.add("    expect: {min_records: %d}".formatted(Math.max(1, records - records / 10)));
        return String.join("\n", lines) + "\n";
    }

    private void layout(List<String> lines) {
        if (trial.encoding() != null) {
            lines.add("encoding: " + trial.encoding());
        }
        if (trial.sheet() != null) {
            lines.add("sheet: " + quoted(trial.sheet()));
        }
        var dialect = new StringJoiner(", ", "{", "}");
        Character delimiter = trial.delimiter();
        if (delimiter != null) {
            dialect.add("delimiter: " + JsonText.quote(delimiter.toString()));
        }
        if (!trial.headerRows().equals(List.of(1))) {
            dialect.add("header_rows: " + trial.headerRows());
        }
        if (!nulls.isEmpty()) {
            var words = new StringJoiner(", ", "[\"\", ", "]");
            nulls.forEach(word -> words.add(JsonText.quote(word)));
            dialect.add("null_values: " + words);
        }
        if (trial.ragged() == Ragged.PAD) {
            dialect.add("ragged: pad");
        }
        if (trial.format().isTable()) {
            if (dialect.length() > 2) {
                lines.add("dialect: " + dialect);
            }
            lines.add("columns: {standardize: snake_case}");
        }
        if (bad > FEW_BAD && bad * 100 > 10 * (records + bad)) {
            lines.add(
                    "bad_lines: {max_percent: %d, max_count: %d}"
                            .formatted(Math.min(100, bad * 100 / (records + bad) + 2), bad * 2));
        }
    }

    private static String line(Field field) {
        var parts = new StringJoiner(", ", "{", "}");
        switch (field.origin()) {
            case FieldOrigin.From(String name) -> {
                if (!name.equals(field.name())) {
                    parts.add("from: " + quoted(name));
                }
            }
            case FieldOrigin.Json(var path) -> {
                if (!path.toString().equals("$." + field.name())) {
                    parts.add("json: " + quoted(path.toString()));
                }
            }
            case FieldOrigin.Carry _, FieldOrigin.Select _, FieldOrigin.Followed _ -> {
                // Not inferred.
            }
        }
        FieldType type = field.judged().type();
        if (type != FieldType.TEXT) {
            parts.add("type: " + type.name().toLowerCase(Locale.ROOT));
        }
        if (field.isKey()) {
            parts.add("required: true");
        }
        if (field.judged().transform() != null) {
            parts.add("transform: [%s]".formatted(field.judged().transform()));
        }
        String remark = field.remark();
        return field.name() + ": " + parts + (remark == null ? "" : "  # " + oneLine(remark));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085\\ufeff]", " ");
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z_][A-Za-z0-9_]*");
        return plain && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : JsonText.quote(text);
    }
}
