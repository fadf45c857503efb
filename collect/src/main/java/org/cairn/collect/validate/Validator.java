package org.cairn.collect.validate;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.Verdict.RefusedChild;
import org.jspecify.annotations.Nullable;

/// Judges rows by the types and checks of their mapping. Pure; safe for any thread.
public final class Validator {
    private final CompiledMapping mapping;
    private final List<ColumnCheck> checks;
    private final List<List<ColumnCheck>> childChecks;

    public Validator(CompiledMapping mapping) {
        this.mapping = mapping;
        this.checks = compile(mapping.columns());
        this.childChecks =
                mapping.children().stream().map(child -> compile(child.columns())).toList();
    }

    private static List<ColumnCheck> compile(List<Column> columns) {
        return columns.stream().map(ColumnCheck::new).toList();
    }

    public Verdict judge(Row row) {
        List<Violation> violations = new ArrayList<>(0);
        @Nullable Object[] typed = read(checks, row, violations);
        if (violations.isEmpty() && !hasKey(typed)) {
            violations.add(
                    new Violation(
                            "missing-key", keyNames(), "the record has no complete primary key"));
        }
        if (!violations.isEmpty()) {
            return new Verdict.Quarantined(row, violations);
        }
        if (mapping.children().isEmpty()) {
            return new Verdict.Accepted(
                    row, new Row(row.span(), row.strategy(), typed, List.of()), List.of());
        }
        return judgeChildren(row, typed);
    }

    private Verdict judgeChildren(Row row, @Nullable Object[] typed) {
        List<RefusedChild> refused = new ArrayList<>(0);
        List<List<Row>> children = new ArrayList<>();
        for (int i = 0; i < childChecks.size(); i++) {
            List<Row> good = new ArrayList<>();
            for (Row element : row.children().get(i)) {
                List<Violation> violations = new ArrayList<>(0);
                @Nullable Object[] values = read(childChecks.get(i), element, violations);
                if (violations.isEmpty()) {
                    good.add(new Row(element.span(), element.strategy(), values, List.of()));
                } else {
                    refused.add(
                            new RefusedChild(
                                    mapping.children().get(i).field(), element, violations));
                }
            }
            children.add(good);
        }
        return new Verdict.Accepted(
                row, new Row(row.span(), row.strategy(), typed, children), refused);
    }

    private static @Nullable Object[] read(
            List<ColumnCheck> checks, Row row, List<Violation> violations) {
        @Nullable Object[] typed = new @Nullable Object[checks.size()];
        for (int i = 0; i < typed.length; i++) {
            typed[i] = checks.get(i).read(row.values()[i], violations);
        }
        return typed;
    }

    private boolean hasKey(@Nullable Object[] typed) {
        if (mapping.keys().isEmpty()) {
            return true;
        }
        for (List<Integer> key : mapping.keys()) {
            if (isComplete(key, typed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isComplete(List<Integer> key, @Nullable Object[] typed) {
        for (int column : key) {
            if (typed[column] == null) {
                return false;
            }
        }
        return true;
    }

    private String keyNames() {
        return String.join(
                ",",
                mapping.keys().getFirst().stream()
                        .map(column -> mapping.columns().get(column).name())
                        .toList());
    }
}
