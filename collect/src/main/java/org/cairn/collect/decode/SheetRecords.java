package org.cairn.collect.decode;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.decode.SheetValues.Said;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Turns the rows of a sheet below its header into raw records. Confined to one thread, used once.
final class SheetRecords {
    private static final int ABSENT = -1;

    /// Marks, in place of a column, the value of the cell that became a record; below it are the
    /// levels of its name.
    private static final int VALUE = -2;

    private static final int FIRST_LEVEL = -3;
    private static final int SHEET = Integer.MIN_VALUE + 1;
    private static final int FILE = Integer.MIN_VALUE;

    private final RecordPlan plan;
    private final int strategy;
    private final String sheet;
    private final SheetRows rows;
    private final SheetHeader header;
    private final SheetValues values;
    private final SheetFilter filter;
    private final Budget budget;
    private final @Nullable LongForm longForm;
    private final int[] wanted;
    private final Set<String> nullValues;
    private final List<List<RawRecord>> noChildren;
    private long withoutCells;
    private long characters;

    /// A sheet that is open behind its header.
    record Open(String name, SheetRows rows, SheetHeader header, SheetValues values) {}

    SheetRecords(RecordPlan plan, int strategy, Open sheet, SheetFilter filter, Budget budget) {
        this.plan = plan;
        this.strategy = strategy;
        this.sheet = sheet.name();
        this.rows = sheet.rows();
        this.header = sheet.header();
        this.values = sheet.values();
        this.filter = filter;
        this.budget = budget;
        Unpivot unpivot = plan.strategies().get(strategy).unpivot();
        this.longForm =
                unpivot == null ? null : LongForm.of(unpivot, header.names(), header.grid());
        Map<String, Integer> byName = columns();
        this.wanted =
                plan.projection().origins().stream()
                        .mapToInt(origin ->
                                origin instanceof FieldOrigin.From(String name)
                                        ? byName.getOrDefault(name, ABSENT)
                                        : ABSENT)
                        .toArray();
        this.nullValues = new HashSet<>(plan.input().dialect().nullValues());
        this.noChildren = Collections.nCopies(plan.projection().children().size(), List.of());
    }

    private Map<String, Integer> columns() {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < header.names().size(); i++) {
            byName.put(header.names().get(i), i);
        }
        byName.putIfAbsent(FieldOrigin.From.FILE, FILE);
        byName.putIfAbsent(FieldOrigin.From.SHEET, SHEET);
        if (longForm != null) {
            longForm.columns().forEach(column -> byName.remove(header.names().get(column)));
            List<String> levels = longForm.unpivot().namesTo();
            for (int i = 0; i < levels.size(); i++) {
                byName.put(levels.get(i), FIRST_LEVEL - i);
            }
            byName.put(longForm.unpivot().valuesTo(), VALUE);
        }
        return byName;
    }

    /// Reads to the end of the sheet.
    void decode() {
        boolean there = header.pending() || rows.next();
        while (there) {
            if (!SheetHeader.isBlank(rows, values) && !filter.takes(rows, values)) {
                record();
            }
            there = rows.next();
        }
    }

    /// How many rows of a wide table had no value in any of the columns that become records.
    long withoutCells() {
        return withoutCells;
    }

    private void record() {
        ByteSpan span = rows.span();
        if (rows.isTooLong()) {
            budget.bad(span, Flaw.tooMuch(span.length(), plan.limits()));
            return;
        }
        Flaw flaw = besideTheTable();
        @Nullable Object[] found = new @Nullable Object[wanted.length];
        characters = 0;
        for (int i = 0; i < wanted.length && flaw == null; i++) {
            if (wanted[i] >= 0) {
                Said said = values.of(rows.cell(wanted[i]));
                flaw = flaw(said, wanted[i]);
                found[i] = flaw == null ? value(said) : null;
            } else if (wanted[i] == FILE) {
                found[i] = plan.fileName();
            } else if (wanted[i] == SHEET) {
                found[i] = sheet;
            }
        }
        if (flaw != null) {
            budget.bad(span, flaw);
        } else if (longForm == null) {
            budget.good(new RawRecord(span, strategy, found, noChildren));
        } else {
            cells(longForm, span, found);
        }
    }

    /// A value in a column that the header does not name is not passed over.
    private @Nullable Flaw besideTheTable() {
        int width = header.names().size();
        for (SheetCell cell : rows.cells().reversed()) {
            if (cell.column() < width) {
                return null;
            }
            boolean says =
                    switch (values.of(cell)) {
                        case Said.Nothing() -> false;
                        case Said.Broken _ -> true;
                        case Said.Text(String text) ->
                                !text.isBlank() && !nullValues.contains(text);
                    };
            if (says) {
                return new Flaw(
                        Flaw.RAGGED,
                        "%s has a value, but the header has %d columns"
                                .formatted(where(cell.column()), width));
            }
        }
        return null;
    }

    private @Nullable Flaw flaw(Said said, int column) {
        if (said instanceof Said.Broken(String code, String why)) {
            return new Flaw(code, where(column) + " " + why);
        }
        if (said instanceof Said.Text(String text)) {
            characters += text.length();
            if (characters > plan.limits().recordBytes()) {
                return Flaw.tooMuch(characters, plan.limits());
            }
        }
        return null;
    }

    private String where(int column) {
        return "cell %s of sheet '%s'".formatted(SheetCell.reference(column, rows.row()), sheet);
    }

    private @Nullable String value(Said said) {
        return said instanceof Said.Text(String text) && !nullValues.contains(text) ? text : null;
    }

    /// Gives a record for each cell of the columns that become records.
    private void cells(LongForm form, ByteSpan row, @Nullable Object[] kept) {
        boolean any = false;
        for (int column : form.columns()) {
            SheetCell cell = rows.cell(column);
            Said said = values.of(cell);
            ByteSpan span = cell == null ? row : Frame.span(row.offset(), cell.end());
            Flaw flaw = flaw(said, column);
            if (flaw != null) {
                budget.bad(span, flaw);
                any = true;
                continue;
            }
            String value = value(said);
            // A cell that is not written has no bytes by which it could be found again.
            if (value != null || (cell != null && form.unpivot().empty() == Unpivot.Empty.KEEP)) {
                any = true;
                @Nullable Object[] filled = kept.clone();
                fill(form, column, value, filled);
                budget.good(new RawRecord(span, strategy, filled, noChildren));
            }
        }
        withoutCells += any ? 0 : 1;
    }

    private void fill(
            LongForm form, int column, @Nullable String value, @Nullable Object[] filled) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == VALUE) {
                filled[i] = value;
            } else if (wanted[i] <= FIRST_LEVEL && wanted[i] > SHEET) {
                String key = form.key(column, FIRST_LEVEL - wanted[i]);
                filled[i] = nullValues.contains(key) ? null : key;
            }
        }
    }
}
