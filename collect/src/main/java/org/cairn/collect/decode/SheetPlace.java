package org.cairn.collect.decode;

import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.SheetValues.Said;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Finds the bytes of one value of a sheet again: in the sheet, or among the texts that cells
/// share. Confined to one call.
final class SheetPlace {
    private final RecordPlan plan;
    private final @Nullable Unpivot unpivot;
    private final Workbook workbook;
    private final SheetValues values;

    SheetPlace(Body body, RecordPlan plan, int strategy) {
        this.plan = plan;
        this.unpivot = plan.strategies().get(strategy).unpivot();
        this.workbook = Workbook.open(body, plan.limits());
        SharedStrings strings = SharedStrings.read(body, workbook.strings(), plan.limits());
        this.values = SheetValues.of(workbook, strings);
    }

    /// @param record from the start of its row to its end, or to that of one cell
    @Nullable Located find(ByteSpan record, String name) {
        Workbook.Sheet sheet = sheet(record);
        if (sheet == null) {
            return null;
        }
        SheetHeader header;
        try (var rows = new SheetRows(workbook, sheet, plan.limits())) {
            header = SheetHeader.read(rows, values, plan.input(), unpivot, sheet.name());
        }
        LongForm wide =
                unpivot == null ? null : LongForm.of(unpivot, header.names(), header.grid());
        var tokens =
                PartTokens.from(workbook.document(), sheet.part(), record.offset(), plan.limits());
        try (var rows = new SheetRows(sheet, tokens, plan.limits())) {
            if (!rows.next()) {
                return null;
            }
            if (wide != null) {
                int column = columnEndingAt(rows, record.end());
                int level = wide.level(name);
                if (column >= 0 && level >= 0) {
                    return key(wide, header, column, level, name);
                }
                if (column >= 0 && name.equals(wide.unpivot().valuesTo())) {
                    return cell(sheet, rows, column);
                }
            }
            int column = header.names().indexOf(name);
            return column < 0 ? outside(sheet, record, name) : cell(sheet, rows, column);
        }
    }

    private Workbook.@Nullable Sheet sheet(ByteSpan record) {
        for (Workbook.Sheet sheet : workbook.sheets()) {
            if (record.offset() >= sheet.part().start() && record.end() <= sheet.part().end()) {
                return sheet;
            }
        }
        return null;
    }

    private @Nullable Located outside(Workbook.Sheet sheet, ByteSpan record, String name) {
        return switch (name) {
            case FieldOrigin.From.FILE -> new Located(record, "name of the file", plan.fileName());
            case FieldOrigin.From.SHEET -> new Located(record, "name of the sheet", sheet.name());
            default -> null;
        };
    }

    private static int columnEndingAt(SheetRows rows, long end) {
        for (SheetCell cell : rows.cells()) {
            if (cell.end() == end) {
                return cell.column();
            }
        }
        return -1;
    }

    private @Nullable Located key(
            LongForm wide, SheetHeader header, int column, int level, String name) {
        String key = wide.key(column, level);
        if (plan.input().dialect().nullValues().contains(key)) {
            return null;
        }
        ByteSpan span = wide.keySpan(column, level);
        SheetCell cell = header.cells().get(span);
        return new Located(cell == null ? span : spanOf(cell), name, key);
    }

    private @Nullable Located cell(Workbook.Sheet sheet, SheetRows rows, int column) {
        SheetCell cell = rows.cell(column);
        if (cell == null || !(values.of(cell) instanceof Said.Text(String text))) {
            return null;
        }
        if (plan.input().dialect().nullValues().contains(text)) {
            return null;
        }
        String reference = SheetCell.reference(column, rows.row());
        return new Located(spanOf(cell), sheet.name() + "!" + reference, text);
    }

    /// Where a cell's text stands: for one that is shared, among those.
    private ByteSpan spanOf(SheetCell cell) {
        if (cell.type() != SheetCell.Type.SHARED) {
            return cell.value();
        }
        int number = Integer.parseInt(cell.raw().strip());
        RichText.Found found = SharedStrings.find(workbook, number, plan.limits());
        return found == null ? cell.value() : found.span();
    }
}
