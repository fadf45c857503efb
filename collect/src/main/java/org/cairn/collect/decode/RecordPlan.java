package org.cairn.collect.decode;

import java.util.List;
import java.util.Map;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;

/// All a decoder must know to read one document of a resource.
///
/// @param fileName the document's own name without folders, for `when: "file == …"`
/// @param url where the document was fetched from; null where that is not known
/// @param strategies of the resource, in the order in which they are tried
/// @param given values that all records of the document carry from outside of it, by name
/// @param details the pages that records link to, where fields come from those
public record RecordPlan(
        FileInput input,
        String fileName,
        @Nullable String url,
        List<RecordStrategy> strategies,
        Projection projection,
        Limits limits,
        Map<String, String> given,
        Details details) {
    public RecordPlan {
        strategies = List.copyOf(strategies);
        given = Map.copyOf(given);
    }

    /// A plan for a document whose records carry nothing from outside of it.
    public RecordPlan(
            FileInput input,
            String fileName,
            List<RecordStrategy> strategies,
            Projection projection,
            Limits limits) {
        this(input, fileName, null, strategies, projection, limits);
    }

    /// A plan for a document that was fetched from an address.
    public RecordPlan(
            FileInput input,
            String fileName,
            @Nullable String url,
            List<RecordStrategy> strategies,
            Projection projection,
            Limits limits) {
        this(input, fileName, url, strategies, projection, limits, Map.of(), Details.NONE);
    }

    /// The same plan for a document whose records carry these values.
    public RecordPlan giving(Map<String, String> values) {
        return new RecordPlan(
                input, fileName, url, strategies, projection, limits, values, details);
    }

    /// The same plan for a document whose records link to these pages.
    public RecordPlan following(Details pages) {
        return new RecordPlan(input, fileName, url, strategies, projection, limits, given, pages);
    }

    /// How much one record may cost; a record past a limit is bad, not fatal, where the decoder can
    /// find the next one.
    ///
    /// @param recordBytes longest record in the document
    /// @param depth deepest nesting of a JSON document
    /// @param carriedValues most values carried from around records, over the document
    public record Limits(int recordBytes, int depth, int carriedValues) {
        public static final Limits DEFAULT = new Limits(16 << 20, 500, 1_000_000);
    }
}
