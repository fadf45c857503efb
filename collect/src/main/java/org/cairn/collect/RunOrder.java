package org.cairn.collect;

import java.util.List;
import java.util.Map;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// What a run is to do.
///
/// @param names what the user asked for
/// @param pipelines to run, each into its dataset
/// @param sources that they need, by name
/// @param override loads even what is outside what was expected, for this reason
public record RunOrder(
        List<String> names,
        List<PipelineSpec> pipelines,
        Map<String, SourceSpec> sources,
        @Nullable OverrideWord override,
        Extent extent) {
    /// How much incremental resources ask for.
    public enum Extent {
        /// What came since the last loaded run.
        NEWS,
        /// Everything.
        ALL
    }

    public RunOrder(
            List<String> names,
            List<PipelineSpec> pipelines,
            Map<String, SourceSpec> sources,
            @Nullable OverrideWord override) {
        this(names, pipelines, sources, override, Extent.NEWS);
    }

    public RunOrder {
        names = List.copyOf(names);
        pipelines = List.copyOf(pipelines);
        sources = Map.copyOf(sources);
    }
}
