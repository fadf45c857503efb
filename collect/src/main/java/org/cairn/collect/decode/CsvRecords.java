package org.cairn.collect.decode;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.TableSpec.Ragged;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Turns the records behind a CSV header into raw records. Confined to one thread, used once.
final class CsvRecords {
    private static final int ABSENT = -1;

    /// Marks, in place of a column, the value of the cell that became a record; below it are the
    /// levels of its name.
    private static final int VALUE = -2;

    private static final int FIRST_LEVEL = -3;

    /// Marks the name of the file.
    private static final int FILE = Integer.MIN_VALUE;

    private final RecordPlan plan;
    private final int strategy;
    private final CsvTokenizer tokens;
    private final CellText text;
    private final Budget budget;
    private final RowFilter filter;
    private final @Nullable LongForm longForm;
    private final int columns;
    private final Ragged ragged;

    /// For each origin its column, or one of the marks.
    private final int[] wanted;

    private final Set<String> nullValues;
    private final int longestNull;
    private final List<List<RawRecord>> noChildren;
    private long withoutCells;

    CsvRecords(RecordPlan plan, int strategy, CsvHeader header, RowFilter filter, Budget budget) {
        this.plan = plan;
        this.strategy = strategy;
        this.tokens = header.records();
        this.text = new CellText(header.syntax());
        this.budget = budget;
        this.filter = filter;
        this.longForm = LongForm.find(plan.strategies().get(strategy).unpivot(), header);
        this.columns = header.names().size();
        this.ragged = plan.input().table().ragged();
        this.wanted = wanted(plan, header.names(), longForm);
        this.nullValues = new HashSet<>(plan.input().dialect().nullValues());
        this.longestNull = nullValues.stream().mapToInt(String::length).max().orElse(-1);
        this.noChildren = Collections.nCopies(plan.projection().children().size(), List.of());
    }

    private static int[] wanted(RecordPlan plan, List<String> names, @Nullable LongForm form) {
        Map<String, Integer> columnByName = HashMap.newHashMap(names.size());
        for (int i = 0; i < names.size(); i++) {
            columnByName.put(names.get(i), i);
        }
        columnByName.putIfAbsent(FieldOrigin.From.FILE, FILE);
        if (form != null) {
            form.columns().forEach(column -> columnByName.remove(names.get(column)));
            for (int i = 0; i < form.unpivot().namesTo().size(); i++) {
                columnByName.put(form.unpivot().namesTo().get(i), FIRST_LEVEL - i);
            }
            columnByName.put(form.unpivot().valuesTo(), VALUE);
        }
        return plan.projection().origins().stream()
                .mapToInt(origin ->
                        origin instanceof FieldOrigin.From(String name)
                                ? columnByName.getOrDefault(name, ABSENT)
                                : ABSENT)
                .toArray();
    }

    /// Reads to the end of the document.
    void decode() {
        for (Next next = tokens.next(); next != Next.END; next = tokens.next()) {
            switch (next) {
                case RECORD -> {
                    if (!filter.takes(tokens)) {
                        record();
                    }
                }
                case TOO_LONG, UNCLOSED -> lost(next);
                case END -> throw new IllegalStateException("the loop ends before this");
            }
        }
    }

    /// How many records of a wide table had no value in any of the columns that become records.
    long withoutCells() {
        return withoutCells;
    }

    private void lost(Next why) {
        long from = tokens.lostFrom();
        long bytes = tokens.lostTo() - from;
        Flaw flaw =
                why == Next.TOO_LONG
                        ? Flaw.tooMuch(bytes, plan.limits())
                        : new Flaw(
                                Flaw.UNCLOSED,
                                "a quote is never closed: the last %d bytes of the document are lost"
                                        .formatted(bytes));
        budget.bad(Frame.span(from, tokens.lostTo()), flaw);
    }

    private void record() {
        ByteSpan span = tokens.span();
        if (tokens.length() > plan.limits().recordBytes()) {
            budget.bad(span, Flaw.tooMuch(tokens.length(), plan.limits()));
            return;
        }
        if (tokens.cells() != columns && !isPadded()) {
            String counts = "%d cells, but the header has %d".formatted(tokens.cells(), columns);
            budget.bad(span, new Flaw(Flaw.RAGGED, counts));
            return;
        }
        @Nullable Object[] values = new @Nullable Object[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] >= 0 && wanted[i] < tokens.cells()) {
                String cell = text.of(tokens, wanted[i]);
                if (cell == null) {
                    budget.bad(span, undecodable(wanted[i]));
                    return;
                }
                values[i] = isNull(cell) ? null : cell;
            } else if (wanted[i] == FILE) {
                values[i] = plan.fileName();
            }
        }
        if (longForm == null) {
            budget.good(new RawRecord(span, strategy, values, noChildren));
        } else {
            cells(longForm, span, values);
        }
    }

    /// Whether a record of another length may be taken: cells are missing at its end, or those too
    /// many are empty.
    private boolean isPadded() {
        if (ragged != Ragged.PAD) {
            return false;
        }
        for (int i = columns; i < tokens.cells(); i++) {
            String cell = text.of(tokens, i);
            if (cell == null || !isNull(cell)) {
                return false;
            }
        }
        return true;
    }

    /// Gives a record for each cell of the columns that become records.
    private void cells(LongForm form, ByteSpan line, @Nullable Object[] kept) {
        boolean any = false;
        for (int column : form.columns()) {
            if (column >= tokens.cells()) {
                continue;
            }
            ByteSpan span = Frame.span(line.offset(), tokens.cellSpan(column).end());
            String cell = text.of(tokens, column);
            if (cell == null) {
                budget.bad(span, undecodable(column));
                any = true;
                continue;
            }
            boolean empty = isNull(cell);
            if (!empty || form.unpivot().empty() == Unpivot.Empty.KEEP) {
                any = true;
                @Nullable Object[] values = kept.clone();
                fill(form, column, empty ? null : cell, values);
                budget.good(new RawRecord(span, strategy, values, noChildren));
            }
        }
        withoutCells += any ? 0 : 1;
    }

    private void fill(LongForm form, int column, @Nullable String cell, @Nullable Object[] values) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == VALUE) {
                values[i] = cell;
            } else if (wanted[i] <= FIRST_LEVEL && wanted[i] != FILE) {
                String key = form.key(column, FIRST_LEVEL - wanted[i]);
                values[i] = isNull(key) ? null : key;
            }
        }
    }

    private Flaw undecodable(int column) {
        return new Flaw(
                Flaw.UNDECODABLE,
                "cell %d, at byte %d of the document, is not text in %s"
                        .formatted(
                                column + 1,
                                tokens.cellSpan(column).offset(),
                                plan.input().table().encodings().isEmpty()
                                        ? "the declared encoding"
                                        : "the encoding that was found"));
    }

    private boolean isNull(String cell) {
        return cell.length() <= longestNull && nullValues.contains(cell);
    }
}
