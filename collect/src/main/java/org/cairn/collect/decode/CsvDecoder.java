package org.cairn.collect.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.jspecify.annotations.Nullable;

/// Decodes CSV; see [CsvTokenizer] for the rules of cutting and [CsvHeader] for the first lines.
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
        try (InputStream in = body.open()) {
            var window = new ByteWindow(in, plan.limits().recordBytes());
            CsvHeader header = CsvHeader.read(window, plan.input());
            var budget = new Budget(body, plan.input().badLines(), sink);
            new CsvRecords(plan, strategy, header, budget).decode();
            return new Outcome.Decoded(strategy, budget.recordsAtEnd());
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        return header(body, plan).names().stream()
                .map(name -> new OfferedField(name, false))
                .toList();
    }

    /// Reads the header again for the column's place, then the record's bytes alone.
    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        if (!(origin instanceof FieldOrigin.From(String name))) {
            return null;
        }
        CsvHeader header = header(body, plan);
        int column = header.names().indexOf(name);
        byte[] bytes = body.read(record.offset(), record.length());
        var window = new ByteWindow(new ByteArrayInputStream(bytes), bytes.length);
        var tokens = new CsvTokenizer(window, 0, header.syntax(), header.names().size());
        if (column < 0 || tokens.next() != Next.RECORD || column >= tokens.cells()) {
            return null;
        }
        String text = new CellText(header.syntax()).of(tokens, column);
        if (text == null || plan.input().dialect().nullValues().contains(text)) {
            return null;
        }
        int length = tokens.cellEnd(column) - tokens.cellStart(column);
        var span = new ByteSpan(record.offset() + tokens.cellOffset(column), length);
        return new Located(span, name, text);
    }

    private static CsvHeader header(Body body, RecordPlan plan) {
        try (InputStream in = body.open()) {
            var window = new ByteWindow(in, plan.limits().recordBytes());
            return CsvHeader.read(window, plan.input());
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }
}
