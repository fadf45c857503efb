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
import org.jspecify.annotations.Nullable;

/// Turns the records behind a CSV header into raw records. Confined to one thread, used once.
final class CsvRecords {
    private static final int ABSENT = -1;

    private final RecordPlan plan;
    private final int strategy;
    private final CsvTokenizer tokens;
    private final CellText text;
    private final Budget budget;
    private final int columns;

    /// For each origin its column, or [#ABSENT].
    private final int[] wanted;

    private final Set<String> nullValues;
    private final int longestNull;
    private final List<List<RawRecord>> noChildren;

    CsvRecords(RecordPlan plan, int strategy, CsvHeader header, Budget budget) {
        this.plan = plan;
        this.strategy = strategy;
        this.tokens = header.records();
        this.text = new CellText(header.syntax());
        this.budget = budget;
        this.columns = header.names().size();
        this.wanted = wanted(plan, header.names());
        this.nullValues = new HashSet<>(plan.input().dialect().nullValues());
        this.longestNull = nullValues.stream().mapToInt(String::length).max().orElse(-1);
        this.noChildren = Collections.nCopies(plan.projection().children().size(), List.of());
    }

    private static int[] wanted(RecordPlan plan, List<String> names) {
        Map<String, Integer> columnByName = HashMap.newHashMap(names.size());
        for (int i = 0; i < names.size(); i++) {
            columnByName.put(names.get(i), i);
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
                case RECORD -> record();
                case TOO_LONG, UNCLOSED -> lost(next);
                case END -> throw new IllegalStateException("the loop ends before this");
            }
        }
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
        var span = new ByteSpan(tokens.offset(), tokens.length());
        if (tokens.length() > plan.limits().recordBytes()) {
            budget.bad(span, Flaw.tooMuch(tokens.length(), plan.limits()));
            return;
        }
        if (tokens.cells() != columns) {
            String counts = "%d cells, but the header has %d".formatted(tokens.cells(), columns);
            budget.bad(span, new Flaw(Flaw.RAGGED, counts));
            return;
        }
        @Nullable Object[] values = new @Nullable Object[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] != ABSENT) {
                String cell = text.of(tokens, wanted[i]);
                if (cell == null) {
                    budget.bad(span, undecodable(wanted[i]));
                    return;
                }
                values[i] = isNull(cell) ? null : cell;
            }
        }
        budget.good(new RawRecord(span, strategy, values, noChildren));
    }

    private Flaw undecodable(int column) {
        return new Flaw(
                Flaw.UNDECODABLE,
                "cell %d, at byte %d of the document, is not text in the declared encoding"
                        .formatted(column + 1, tokens.cellOffset(column)));
    }

    private boolean isNull(String cell) {
        return cell.length() <= longestNull && nullValues.contains(cell);
    }
}
