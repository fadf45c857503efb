package org.cairn.collect.replay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.Verdict;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.json.JsonMembers;
import org.cairn.source.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// One line of expected rows: a row with its children, a record that was refused, or what is
/// doubted of a listing. Columns without a value are left out; `jsonb` is a text.
///
/// @param origin where it came from; null for one that was read from a file
record Line(JsonValue.Members json, @Nullable Origin origin) {
    /// Where a record stands.
    record Origin(FetchedDocument document, ByteSpan span, int strategy) {}

    static Line doubt(String reason) {
        return new Line(new JsonMembers().with("doubt", reason).done(), null);
    }

    static Line unmatched(FetchedDocument document, String reason) {
        return new Line(
                new JsonMembers()
                        .with("unmatched", document.fileName())
                        .with("reason", reason)
                        .done(),
                null);
    }

    static Line bad(Origin origin, Violation violation) {
        return new Line(
                new JsonMembers().with("refused", refused(List.of(violation))).done(), origin);
    }

    static Line of(Origin origin, CompiledMapping mapping, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Quarantined(Row row, var violations) ->
                    new Line(
                            new JsonMembers()
                                    .with("row", row(mapping.columns(), row, Line::raw))
                                    .with("refused", refused(violations))
                                    .done(),
                            origin);
            case Verdict.Accepted(var _, Row typed, var refusedChildren) -> {
                var line =
                        new JsonMembers().with("row", row(mapping.columns(), typed, Line::typed));
                if (!mapping.children().isEmpty()) {
                    line.with("children", children(mapping, typed));
                }
                List<Violation> all = new ArrayList<>();
                refusedChildren.forEach(child -> all.addAll(child.violations()));
                if (!all.isEmpty()) {
                    line.with("refused_children", refused(all));
                }
                yield new Line(line.done(), origin);
            }
        };
    }

    private static JsonValue children(CompiledMapping mapping, Row typed) {
        var lists = new JsonMembers();
        for (int i = 0; i < mapping.children().size(); i++) {
            List<Column> columns = mapping.children().get(i).columns();
            lists.with(
                    mapping.children().get(i).field(),
                    JsonValue.list(
                            typed.children().get(i), each -> row(columns, each, Line::typed)));
        }
        return lists.done();
    }

    private static JsonValue refused(List<Violation> violations) {
        return JsonValue.list(
                violations,
                each ->
                        new JsonMembers()
                                .with("code", each.code())
                                .with("field", each.field())
                                .with("message", each.message())
                                .done());
    }

    private interface Written {
        JsonValue of(Object value);
    }

    private static JsonValue row(List<Column> columns, Row row, Written written) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.values()[i];
            if (value != null) {
                members.put(columns.get(i).name(), written.of(value));
            }
        }
        return new JsonValue.Members(members);
    }

    private static JsonValue typed(Object value) {
        return switch (value) {
            case Boolean flag -> new JsonValue.Flag(flag);
            case BigDecimal number -> new JsonValue.Numeral(number.toString());
            case Long number -> new JsonValue.Numeral(number.toString());
            case Double number -> new JsonValue.Numeral(number.toString());
            default -> JsonValue.of(value.toString());
        };
    }

    private static JsonValue raw(Object value) {
        return JsonValue.of(Mapper.text(value));
    }

    /// The columns of its row, as text; none for a line without a row.
    Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        if (json.members().get("row") instanceof JsonValue.Members row) {
            row.members().forEach((name, value) -> columns.put(name, text(value)));
        }
        return columns;
    }

    /// What it says beside the columns of its row, by name.
    Map<String, String> others() {
        Map<String, String> others = new LinkedHashMap<>();
        json.members()
                .forEach((name, value) -> {
                    if (!(name.equals("row") && value instanceof JsonValue.Members)) {
                        others.put(name, value.compact());
                    }
                });
        return others;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text(String text) ? text : value.compact();
    }

    /// By what it is found again among others: the first alternative of the key that it has whole,
    /// else all that it says.
    String identity(List<List<String>> keys) {
        Map<String, String> columns = columns();
        for (List<String> key : keys) {
            if (columns.keySet().containsAll(key)) {
                List<String> parts = new ArrayList<>();
                key.forEach(name -> parts.add(name + "=" + columns.get(name)));
                return String.join(", ", parts);
            }
        }
        return json.compact();
    }

    boolean isRefused() {
        return json.members().containsKey("refused");
    }

    boolean hasRow() {
        return json.members().containsKey("row") && !isRefused();
    }
}
