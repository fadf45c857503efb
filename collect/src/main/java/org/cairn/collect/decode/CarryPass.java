package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.collect.decode.RecordReader.Read;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.cairn.source.spec.RecordStrategy;

/// Collects the values a strategy carries, before the records are read: the carried member may
/// stand behind the list of records it belongs to.
///
/// The document is read as if it were one record, with a child list for each shared `[*]`.
final class CarryPass {
    private CarryPass() {}

    /// Reads the document once, or not at all when nothing is carried.
    ///
    /// Problems raised: `too-many-carried`, and those of reading JSON.
    static Carried read(Body body, RecordPlan plan, RecordStrategy strategy) {
        if (strategy.carry().isEmpty()) {
            return new Carried(Map.of(), plan.given());
        }
        List<String> once = new ArrayList<>();
        List<FieldOrigin> origins = new ArrayList<>();
        List<ChildProjection> children = new ArrayList<>();
        strategy.carry()
                .forEach((name, path) -> {
                    int shared = shared(strategy, path);
                    FieldOrigin rest =
                            new FieldOrigin.Json(part(path, shared, path.steps().size()));
                    if (shared == 0) {
                        once.add(name);
                        origins.add(rest);
                    } else {
                        var each = List.of(part(path, 0, shared));
                        var values = new Projection(List.of(rest), List.of());
                        children.add(new ChildProjection(name, each, values));
                    }
                });
        RawRecord all = readAll(body, plan, new Projection(origins, children));
        Map<String, List<RawRecord>> values = new HashMap<>();
        for (int i = 0; i < once.size(); i++) {
            Object[] value = {all.values()[i]};
            values.put(
                    once.get(i), List.of(new RawRecord(new ByteSpan(0, 0), 0, value, List.of())));
        }
        for (int i = 0; i < children.size(); i++) {
            values.put(children.get(i).field(), all.children().get(i));
        }
        return new Carried(values, plan.given());
    }

    /// How many steps of a carry path lead to the element it shares with the record path: up to the
    /// last `[*]` they have in common; 0 when the value is the same for the whole document.
    static int shared(RecordStrategy strategy, JsonPath carry) {
        int shared = strategy.path().commonPrefix(carry);
        while (shared > 0 && !(carry.steps().get(shared - 1) instanceof Step.Every)) {
            shared--;
        }
        return shared;
    }

    private static JsonPath part(JsonPath path, int from, int to) {
        return new JsonPath(path.steps().subList(from, to));
    }

    private static RawRecord readAll(Body body, RecordPlan plan, Projection projection) {
        int most = plan.limits().carriedValues();
        var reader = new RecordReader(projection, Bounds.ofAnyLength(plan.limits(), most));
        return JsonCursor.read(
                body,
                plan.limits(),
                cursor -> {
                    cursor.first(body);
                    Read read = reader.read(cursor, 0, Carried.NONE);
                    cursor.requireEnd(body);
                    return switch (read) {
                        case Read.Whole(RawRecord all) -> all;
                        case Read.Shapeless(_, _) ->
                                throw new IllegalStateException("values of any shape are read");
                        case Read.TooMuch(_, _) ->
                                throw DecodeProblems.TOO_MANY_CARRIED
                                        .says(
                                                "the document carries more values around its records than are kept")
                                        .what(
                                                "%d values and %d characters are allowed",
                                                most, plan.limits().recordBytes())
                                        .kept("the document is stored; nothing of it was used")
                                        .remedy(
                                                "Take the value from inside the record, or split the document.")
                                        .with("allowed", most)
                                        .asException();
                    };
                });
    }
}
