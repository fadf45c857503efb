package org.cairn.collect.validate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.Verdict.RefusedChild;
import org.jspecify.annotations.Nullable;

/// Judges rows by the types and checks of their mapping. Pure; safe for any thread.
public final class Validator {
    /// A B-tree holds entries up to a third of a page (2704 bytes), of which lengths and the other
    /// types of a key take some. One longer key would end the load of all records.
    private static final int MAX_KEY_BYTES = 2_500;

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
        if (violations.isEmpty()) {
            checkKey(typed, violations);
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

    private void checkKey(@Nullable Object[] typed, List<Violation> violations) {
        if (!mapping.hasKey(typed)) {
            violations.add(
                    new Violation(
                            "missing-key", keyNames(), "the record has no complete primary key"));
        } else if (mapping.keys().size() == 1 && keyBytes(typed) > MAX_KEY_BYTES) {
            violations.add(
                    new Violation(
                            "key-too-long",
                            keyNames(),
                            "the primary key is longer than %d bytes".formatted(MAX_KEY_BYTES)));
        }
    }

    /// Bytes of the texts in a key that becomes the table's primary key; at most three a character,
    /// so that those of short keys need not be counted.
    private long keyBytes(@Nullable Object[] typed) {
        long most = 0;
        for (int column : mapping.keys().getFirst()) {
            most += typed[column] instanceof String text ? 3L * text.length() : 0;
        }
        if (most <= MAX_KEY_BYTES) {
            return most;
        }
        long bytes = 0;
        for (int column : mapping.keys().getFirst()) {
            if (typed[column] instanceof String text) {
                bytes +=
                        text.length() <= MAX_KEY_BYTES
                                ? text.getBytes(StandardCharsets.UTF_8).length
                                : text.length();
            }
        }
        return bytes;
    }

    private String keyNames() {
        return String.join(
                ",",
                mapping.keys().getFirst().stream()
                        .map(column -> mapping.columns().get(column).name())
                        .toList());
    }
}
