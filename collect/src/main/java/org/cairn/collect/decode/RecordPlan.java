package org.cairn.collect.decode;

import java.util.List;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;

/// All a decoder must know to read one document of a resource.
///
/// @param fileName the document's own name without folders, for `when: "file == …"`
/// @param url where the document was fetched from; null where that is not known
/// @param strategies of the resource, in the order in which they are tried
public record RecordPlan(
        FileInput input,
        String fileName,
        @Nullable String url,
        List<RecordStrategy> strategies,
        Projection projection,
        Limits limits) {
    /// The plan of a document that was no page of the web.
    public RecordPlan(
            FileInput input,
            String fileName,
            List<RecordStrategy> strategies,
            Projection projection,
            Limits limits) {
        this(input, fileName, null, strategies, projection, limits);
    }

    public RecordPlan {
        strategies = List.copyOf(strategies);
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
