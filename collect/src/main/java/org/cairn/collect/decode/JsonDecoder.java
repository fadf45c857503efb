package org.cairn.collect.decode;

import java.util.List;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.collect.decode.RecordReader.Read;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath.Step;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;

/// Decodes a JSON document whose records stand where a record strategy says.
///
/// Reads the document once; twice when the strategy carries values, which may stand behind the
/// records they belong to; and up to once more before, when only looking tells which strategy fits.
/// Never holds more than one record and the carried values.
///
/// A member that an object has twice: inside a record the last one counts; above the records both
/// are followed, because records given away cannot be taken back.
final class JsonDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        Encodings.requireUtf8(plan.input().encoding());
        int chosen = StrategyChoice.find(body, plan);
        if (chosen == StrategyChoice.NONE) {
            return new Outcome.Unmatched(DocumentShape.unmatched(body, plan));
        }
        RecordStrategy strategy = plan.strategies().get(chosen);
        Carried carried = CarryPass.read(body, plan, strategy);
        var reader = new RecordReader(plan.projection(), Bounds.ofRecord(plan.limits()));
        var budget = new Budget(body, plan.input().badLines(), sink);
        boolean fitted =
                follow(
                        body,
                        plan,
                        strategy.path().steps(),
                        cursor -> {
                            switch (reader.read(cursor, chosen, carried)) {
                                case Read.Whole(RawRecord record) -> budget.good(record);
                                case Read.TooMuch(long start, long end) ->
                                        budget.bad(
                                                Frame.span(start, end),
                                                Flaw.tooMuch(end - start, plan.limits()));
                                case Read.Shapeless(long start, long end) ->
                                        budget.bad(Frame.span(start, end), Flaw.shapeless());
                            }
                        });
        return fitted
                ? new Outcome.Decoded(chosen, budget.recordsAtEnd())
                : new Outcome.Unmatched(DocumentShape.unmatched(body, plan));
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        Encodings.requireUtf8(plan.input().encoding());
        var names = new FieldNames();
        int chosen = StrategyChoice.find(body, plan);
        if (chosen != StrategyChoice.NONE) {
            List<Step> steps = plan.strategies().get(chosen).path().steps();
            follow(body, plan, steps, cursor -> names.addMembers(cursor.parser()));
        }
        return names.inOrder();
    }

    private static boolean follow(
            Body body, RecordPlan plan, List<Step> steps, RecordWalk.AtRecord atRecord) {
        return JsonCursor.read(
                body,
                plan.limits(),
                cursor -> {
                    cursor.first(body);
                    boolean fitted = new RecordWalk(cursor, steps, atRecord).follow();
                    cursor.requireEnd(body);
                    return fitted;
                });
    }

    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        if (origin instanceof FieldOrigin.Carry(String name)) {
            String outside = plan.given().get(name);
            if (outside != null) {
                return new Located(record, "", outside);
            }
            RecordStrategy declared = plan.strategies().get(strategy);
            var path = declared.carry().get(name);
            return path == null
                    ? null
                    : JsonLocator.around(
                            body, plan, record, path, CarryPass.shared(declared, path));
        }
        return JsonLocator.inRecord(body, plan, record, origin);
    }
}
