package org.cairn.collect.decode;

import java.util.List;
import org.cairn.collect.decode.JsonCursor.Slice;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.jspecify.annotations.Nullable;

/// Decodes JSON Lines: one JSON value a line, each line on its own, so that a bad one is set aside
/// and the next is read.
///
/// Lines end with LF or CR LF; blank lines do not count. Of the record strategies the first one for
/// the file's name is reported; its path is not used, and nothing is carried, for nothing stands
/// around a line.
final class JsonLinesDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        Encodings.requireUtf8(plan.input().encoding());
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return new Outcome.Unmatched(DocumentShape.noneForFile(plan));
        }
        int strategy = candidates.getFirst();
        var reader = new RecordReader(plan.projection(), Bounds.ofRecord(plan.limits()));
        var budget = new Budget(body, plan.input().badLines(), sink);
        var lines = new JsonLineParser(plan.limits());
        Lines.read(
                body,
                plan.limits(),
                new Lines.Taker() {
                    @Override
                    public void line(Slice line, long offset) {
                        switch (lines.parse(
                                line, offset, c -> reader.read(c, strategy, Carried.NONE))) {
                            case JsonLineParser.Parsed.Blank() -> {}
                            case JsonLineParser.Parsed.Good(var read) -> give(read, budget, plan);
                            case JsonLineParser.Parsed.Bad(ByteSpan span, Flaw flaw) ->
                                    budget.bad(span, flaw);
                        }
                    }

                    @Override
                    public void tooLong(long start, long end) {
                        budget.bad(
                                Frame.span(start, end), Flaw.tooMuch(end - start, plan.limits()));
                    }
                });
        return new Outcome.Decoded(strategy, budget.recordsAtEnd());
    }

    private static void give(RecordReader.Read read, Budget budget, RecordPlan plan) {
        switch (read) {
            case RecordReader.Read.Whole(RawRecord record) -> budget.good(record);
            case RecordReader.Read.TooMuch(long start, long end) ->
                    budget.bad(Frame.span(start, end), Flaw.tooMuch(end - start, plan.limits()));
            case RecordReader.Read.Shapeless(long start, long end) ->
                    budget.bad(Frame.span(start, end), Flaw.shapeless());
        }
    }

    /// Lists the members of all lines that can be parsed; the others are for [#decode] to report.
    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        Encodings.requireUtf8(plan.input().encoding());
        var names = new FieldNames();
        var lines = new JsonLineParser(plan.limits());
        Lines.read(
                body,
                plan.limits(),
                new Lines.Taker() {
                    @Override
                    public void line(Slice line, long offset) {
                        // Parsed twice, so that a line which breaks off late offers no names.
                        var whole = lines.parse(line, offset, c -> c.parser().skipChildren());
                        if (whole instanceof JsonLineParser.Parsed.Good<?>) {
                            lines.parse(
                                    line,
                                    offset,
                                    c -> {
                                        names.addMembers(c.parser());
                                        return names;
                                    });
                        }
                    }

                    @Override
                    public void tooLong(long start, long end) {
                        // Its names are not known without keeping it; decode reports it.
                    }
                });
        return names.inOrder();
    }

    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        return JsonLocator.inRecord(body, plan, record, origin);
    }
}
