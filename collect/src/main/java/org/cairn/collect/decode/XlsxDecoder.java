package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.decode.RecordSink.Note;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Decodes sheets of workbooks; see [Workbook] for what one is made of, [SheetRows] for reading,
/// [SheetValues] for what cells say.
///
/// Rows are streamed; only the texts that cells share are held. A column that the header lacks
/// gives no value; hidden rows are read as others, and that is said. Spans count the bytes of the
/// parts, see [WorkbookBody].
final class XlsxDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return new Outcome.Unmatched(DocumentShape.noneForFile(plan));
        }
        int strategy = candidates.getFirst();
        Workbook workbook = Workbook.open(body, plan.limits());
        List<Workbook.Sheet> sheets = workbook.chosen(plan.input().table().sheet());
        understood(workbook, sheets, plan, sink);
        var reading = new Reading(workbook, values(workbook, plan), plan, strategy);
        var whole = new WorkbookBody(body, workbook.parts());
        var budget = new Budget(whole, plan.input().badLines(), sink);
        boolean anyColumns = false;
        for (Workbook.Sheet sheet : sheets) {
            anyColumns |= reading.decode(sheet, budget, sink);
        }
        return anyColumns
                ? new Outcome.Decoded(strategy, budget.recordsAtEnd())
                : new Outcome.Unmatched(
                        "none of its columns is one that 'unpivot' makes records of");
    }

    private static void understood(
            Workbook workbook, List<Workbook.Sheet> sheets, RecordPlan plan, RecordSink sink) {
        if (plan.input().table().sheet() == null && workbook.sheets().size() > 1) {
            sink.note(
                    Note.UNDERSTOOD,
                    "sheet '%s': the first of %d"
                            .formatted(sheets.getFirst().name(), workbook.sheets().size()));
        }
    }

    private static SheetValues values(Workbook workbook, RecordPlan plan) {
        SharedStrings strings =
                SharedStrings.read(workbook.document(), workbook.strings(), plan.limits());
        return SheetValues.of(workbook, strings);
    }

    /// Reads the sheets of one workbook. Confined to one call.
    private record Reading(Workbook workbook, SheetValues values, RecordPlan plan, int strategy) {
        /// Whether the sheet has columns of the kind that is wanted.
        boolean decode(Workbook.Sheet sheet, Budget budget, RecordSink sink) {
            Unpivot unpivot = plan.strategies().get(strategy).unpivot();
            LeftOut leftOut = plan.input().table().leftOut();
            long count = leftOut.footerRows() == 0 ? 0 : countRows(sheet);
            try (var rows = new SheetRows(workbook, sheet, plan.limits())) {
                SheetHeader header =
                        SheetHeader.read(rows, values, plan.input(), unpivot, sheet.name());
                if (unpivot != null
                        && LongForm.of(unpivot, header.names(), header.grid())
                                .columns()
                                .isEmpty()) {
                    return false;
                }
                rows.headerEndsAt(header.last());
                var filter = new SheetFilter(header, leftOut, count);
                var open = new SheetRecords.Open(sheet.name(), rows, header, values);
                var records = new SheetRecords(plan, strategy, open, filter, budget);
                records.decode();
                filter.notes(sheet.name()).forEach(note -> sink.note(Note.LEFT_OUT, note));
                note(rows, records, sheet.name(), sink);
                return true;
            }
        }

        private long countRows(Workbook.Sheet sheet) {
            try (var rows = new SheetRows(workbook, sheet, plan.limits())) {
                SheetHeader header =
                        SheetHeader.read(rows, values, plan.input(), null, sheet.name());
                long count = 0;
                boolean there = header.pending() || rows.next();
                while (there) {
                    count += SheetHeader.isBlank(rows, values) ? 0 : 1;
                    there = rows.next();
                }
                return count;
            }
        }
    }

    private static void note(SheetRows rows, SheetRecords records, String sheet, RecordSink sink) {
        if (records.withoutCells() > 0) {
            sink.note(
                    Note.LEFT_OUT,
                    "sheet '%s': %d rows have no value in any column that 'unpivot' makes records of"
                            .formatted(sheet, records.withoutCells()));
        }
        if (rows.hiddenRows() > 0) {
            sink.note(
                    Note.LEFT_OUT,
                    "sheet '%s': %d rows are hidden and read like the others"
                            .formatted(sheet, rows.hiddenRows()));
        }
        if (rows.merged() > 0) {
            sink.note(
                    Note.LEFT_OUT,
                    "sheet '%s': %d ranges of merged cells: only the first cell of each has the value"
                            .formatted(sheet, rows.merged()));
        }
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        int strategy = candidates.isEmpty() ? 0 : candidates.getFirst();
        Unpivot unpivot = plan.strategies().get(strategy).unpivot();
        Workbook workbook = Workbook.open(body, plan.limits());
        SheetValues values = values(workbook, plan);
        Set<String> names = new LinkedHashSet<>();
        for (Workbook.Sheet sheet : workbook.chosen(plan.input().table().sheet())) {
            try (var rows = new SheetRows(workbook, sheet, plan.limits())) {
                SheetHeader header =
                        SheetHeader.read(rows, values, plan.input(), unpivot, sheet.name());
                names.addAll(
                        unpivot == null
                                ? header.names()
                                : LongForm.of(unpivot, header.names(), header.grid())
                                        .fields(header.names()));
            }
        }
        List<OfferedField> offered = new ArrayList<>();
        names.forEach(name -> offered.add(new OfferedField(name, false)));
        return offered;
    }

    /// Reads the header again for the column's place, then the row, then what it shares.
    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        return origin instanceof FieldOrigin.From(String name)
                ? new SheetPlace(body, plan, strategy).find(record, name)
                : null;
    }

    @Override
    public Body unpacked(Body body) {
        return new WorkbookBody(body, ZipParts.read(body));
    }
}
