package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.collect.decode.RecordSink.Note;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Decodes CSV; see [TextForm] for encodings, [CsvTokenizer] for the rules of cutting, [CsvHeader]
/// for the first lines and [LongForm] for wide tables.
///
/// Only columns that are wanted are turned into text, so undecodable bytes elsewhere go unnoticed.
/// A column that the header lacks gives no value in any record. Of the record strategies the first
/// one for the file's name is reported; paths, carried values and child lists find nothing in CSV.
final class CsvDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return new Outcome.Unmatched(DocumentShape.noneForFile(plan));
        }
        int strategy = candidates.getFirst();
        Unpivot unpivot = plan.strategies().get(strategy).unpivot();
        TextForm form = TextForm.of(body, plan.input());
        LeftOut leftOut = plan.input().table().leftOut();
        long rows = leftOut.footerRows() == 0 ? 0 : countRows(body, plan, form);
        try (InputStream in = body.open()) {
            CsvHeader header = header(in, plan, unpivot, form);
            understood(form, header, sink);
            if (unpivot != null && LongForm.of(unpivot, header).columns().isEmpty()) {
                return new Outcome.Unmatched(
                        "none of its columns is one that 'unpivot' makes records of");
            }
            var budget = new Budget(body, plan.input().badLines(), sink);
            var filter = new RowFilter(header, leftOut, rows);
            var records = new CsvRecords(plan, strategy, header, filter, budget);
            records.decode();
            filter.notes().forEach(note -> sink.note(Note.LEFT_OUT, note));
            if (records.withoutCells() > 0) {
                sink.note(
                        Note.LEFT_OUT,
                        "%d rows have no value in any column that 'unpivot' makes records of"
                                .formatted(records.withoutCells()));
            }
            return new Outcome.Decoded(strategy, budget.recordsAtEnd());
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    private static void understood(TextForm form, CsvHeader header, RecordSink sink) {
        if (form.because() != null) {
            sink.note(
                    Note.UNDERSTOOD,
                    "encoding %s: %s".formatted(form.charset().name(), form.because()));
        }
        header.reasons().forEach(reason -> sink.note(Note.UNDERSTOOD, reason));
    }

    private static long countRows(Body body, RecordPlan plan, TextForm form) {
        try (InputStream in = body.open()) {
            CsvTokenizer tokens = header(in, plan, null, form).records();
            long rows = 0;
            for (Next next = tokens.next(); next != Next.END; next = tokens.next()) {
                rows += next == Next.RECORD ? 1 : 0;
            }
            return rows;
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        int strategy = candidates.isEmpty() ? 0 : candidates.getFirst();
        Unpivot unpivot = plan.strategies().get(strategy).unpivot();
        CsvHeader header = header(body, plan, unpivot, TextForm.of(body, plan.input()));
        List<String> names =
                unpivot == null
                        ? header.names()
                        : LongForm.of(unpivot, header).fields(header.names());
        return names.stream().map(name -> new OfferedField(name, false)).toList();
    }

    /// Reads the header again for the column's place, then the record's bytes alone.
    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        if (!(origin instanceof FieldOrigin.From(String name))) {
            return null;
        }
        Unpivot unpivot = plan.strategies().get(strategy).unpivot();
        TextForm form = TextForm.of(body, plan.input());
        CsvHeader header = header(body, plan, unpivot, form);
        if (name.equals(FieldOrigin.From.FILE) && !header.names().contains(name)) {
            return new Located(record, "name of the file", plan.fileName());
        }
        var place = new CsvPlace(plan, header);
        return unpivot == null
                ? place.inLine(body, form, record, name)
                : place.inCell(body, form, record, LongForm.of(unpivot, header), name);
    }

    private static CsvHeader header(
            Body body, RecordPlan plan, @Nullable Unpivot unpivot, TextForm form) {
        try (InputStream in = body.open()) {
            return header(in, plan, unpivot, form);
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    private static CsvHeader header(
            InputStream in, RecordPlan plan, @Nullable Unpivot unpivot, TextForm form) {
        ByteWindow window = form.window(in, plan.limits().recordBytes());
        return CsvHeader.read(window, plan.input(), unpivot, form.windowCharset());
    }
}
