package org.cairn.collect;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.ViewSpec;
import org.jspecify.annotations.Nullable;

/// What a run is to do.
///
/// @param names what the user asked for
/// @param pipelines to run, each into its dataset
/// @param sources that they need, by name
/// @param views of the project, to be made where they stand on a dataset of this run
/// @param override loads even what is outside what was expected, for this reason
public record RunOrder(
        List<String> names,
        List<PipelineSpec> pipelines,
        Map<String, SourceSpec> sources,
        List<ViewSpec> views,
        @Nullable OverrideWord override,
        Extent extent) {
    /// How much incremental resources ask for.
    public enum Extent {
        /// What came since the last loaded run.
        NEWS,
        /// Everything.
        ALL
    }

    /// With the views of these pipelines.
    public RunOrder(
            List<String> names,
            List<PipelineSpec> pipelines,
            Map<String, SourceSpec> sources,
            @Nullable OverrideWord override,
            Extent extent) {
        this(
                names,
                pipelines,
                sources,
                pipelines.stream().flatMap(each -> each.views().stream()).toList(),
                override,
                extent);
    }

    public RunOrder {
        names = List.copyOf(names);
        pipelines = List.copyOf(pipelines);
        sources = Map.copyOf(sources);
        views = List.copyOf(views);
    }

    /// The views that stand on a dataset of this run, also on one of a list in it.
    List<ViewSpec> touchedViews() {
        Set<DatasetName> touched = new HashSet<>();
        for (PipelineSpec pipeline : pipelines) {
            touched.add(pipeline.dataset());
            pipeline.from().forEach(ref -> lists(pipeline, ref).forEach(touched::add));
        }
        return views.stream()
                .filter(view -> view.needs().stream().anyMatch(touched::contains))
                .toList();
    }

    private List<DatasetName> lists(PipelineSpec pipeline, ResourceRef ref) {
        SourceSpec source = sources.get(ref.source());
        return source == null
                ? List.of()
                : source.resources().stream()
                        .filter(resource -> resource.name().equals(ref.resource()))
                        .flatMap(resource -> resource.fields().stream())
                        .filter(FieldSpec.Children.class::isInstance)
                        .map(field -> pipeline.dataset().child(field.name()))
                        .toList();
    }
}
