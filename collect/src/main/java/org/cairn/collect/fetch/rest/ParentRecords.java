package org.cairn.collect.fetch.rest;

import java.util.Map;
import java.util.function.Consumer;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.jspecify.annotations.Nullable;

/// Goes through the records of a parent, out of its pages. Holds one record at a time.
final class ParentRecords {
    private final RestInput input;
    private final ResourceSpec parent;
    private final ParentValues values;

    ParentRecords(RestInput input, ResourceSpec parent, ParentValues values) {
        this.input = input;
        this.parent = parent;
        this.values = values;
    }

    /// Gives the values of each record, in order; null for one that lacks some.
    void read(Body page, String name, Consumer<@Nullable Map<String, String>> taker) {
        var plan =
                new RecordPlan(
                        input.reading(),
                        name,
                        parent.records(),
                        values.projection(input),
                        RecordPlan.Limits.DEFAULT);
        try {
            Decoders.forFormat(input.format())
                    .decode(
                            page,
                            plan,
                            new RecordSink() {
                                @Override
                                public void record(RawRecord record) {
                                    taker.accept(values.of(record));
                                }

                                @Override
                                public void bad(ByteSpan span, String code, String message) {
                                    taker.accept(null);
                                }
                            });
        } catch (ProblemException e) {
            // What a child's page has of its own is named already.
            throw e.problem().facts().containsKey("file") ? e : DecodeProblems.of(name, e);
        }
    }
}
