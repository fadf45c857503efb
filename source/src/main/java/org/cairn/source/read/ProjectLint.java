package org.cairn.source.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.ViewSpec;
import org.cairn.source.yaml.Place;

/// What must hold among the files of a project. Confined to one call of [#check].
///
/// A name counts as unknown only when every source could be read.
final class ProjectLint {
    private final List<Loaded<SourceSpec>> sources;
    private final List<Loaded<PipelineSpec>> pipelines;
    private final Map<ResourceRef, ResourceSpec> resources = new LinkedHashMap<>();
    private final DatasetOwners owners = new DatasetOwners();
    private final Map<String, String> pipelineFiles = new HashMap<>();

    ProjectLint(List<Loaded<SourceSpec>> sources, List<Loaded<PipelineSpec>> pipelines) {
        this.sources = sources;
        this.pipelines = pipelines;
    }

    /// Reports what is wrong and gives the implied pipelines.
    List<PipelineSpec> check() {
        collectResources();
        boolean sourcesKnown = sources.stream().allMatch(Loaded::complete);
        boolean pipelinesKnown = pipelines.stream().allMatch(Loaded::complete);
        Set<ResourceRef> read = new HashSet<>();
        for (Loaded<PipelineSpec> pipeline : pipelines) {
            PipelineSpec spec = pipeline.spec();
            if (spec != null && pipeline.complete()) {
                checkName(pipeline, spec);
                owners.claim(pipeline.reading(), pipeline.at().value("dataset"), datasets(spec));
                read.addAll(spec.from());
                if (sourcesKnown) {
                    checkFrom(pipeline, spec);
                    new PipelineLint(pipeline, spec, resources).check();
                }
            }
        }
        // What a broken pipeline reads is not known, so neither is what it leaves.
        if (!sourcesKnown || !pipelinesKnown) {
            return List.of();
        }
        List<PipelineSpec> implied = implied(read);
        pipelines.forEach(this::checkViews);
        return implied;
    }

    private void checkViews(Loaded<PipelineSpec> pipeline) {
        PipelineSpec spec = pipeline.spec();
        List<ViewSpec> views = spec == null ? List.of() : spec.views();
        for (int i = 0; i < views.size(); i++) {
            owners.claimView(
                    pipeline.reading(),
                    pipeline.at().value("design", "views", i, "name"),
                    views.get(i).name());
            for (int j = 0; pipeline.at().has("design", "views", i, "needs", j); j++) {
                owners.requireKnown(
                        pipeline.reading(),
                        pipeline.at().value("design", "views", i, "needs", j),
                        views.get(i).needs().get(j));
            }
        }
    }

    private void collectResources() {
        Map<String, String> names = new HashMap<>();
        for (Loaded<SourceSpec> source : sources) {
            SourceSpec spec = source.spec();
            if (spec == null) {
                continue;
            }
            String other = names.putIfAbsent(spec.name(), spec.declaredIn());
            if (other != null) {
                source.reading()
                        .error(
                                source.at().value("source"),
                                "source '%s' is also declared in %s".formatted(spec.name(), other),
                                "Give each source a name of its own.");
            }
            for (ResourceSpec resource : spec.resources()) {
                resources.putIfAbsent(new ResourceRef(spec.name(), resource.name()), resource);
            }
        }
    }

    private void checkName(Loaded<PipelineSpec> pipeline, PipelineSpec spec) {
        String other = pipelineFiles.putIfAbsent(spec.name(), spec.declaredIn());
        if (other != null) {
            pipeline.reading()
                    .error(
                            pipeline.at().value("pipeline"),
                            "pipeline '%s' is also declared in %s".formatted(spec.name(), other),
                            "Give each pipeline a name of its own.");
        }
    }

    private void checkFrom(Loaded<PipelineSpec> pipeline, PipelineSpec spec) {
        Set<ResourceRef> seen = new HashSet<>();
        List<String> known = resources.keySet().stream().map(ResourceRef::toString).toList();
        for (int i = 0; i < spec.from().size(); i++) {
            ResourceRef ref = spec.from().get(i);
            Place place = pipeline.at().value("from", i);
            if (!resources.containsKey(ref)) {
                pipeline.reading()
                        .error(
                                place,
                                "there is no resource '%s'%s"
                                        .formatted(ref, Words.didYouMean(ref.toString(), known)),
                                known.isEmpty()
                                        ? "Declare a source first."
                                        : "Use resources of this project, as '%s'."
                                                .formatted(known.getFirst()));
            } else if (!seen.add(ref)) {
                pipeline.reading()
                        .error(
                                place,
                                "'%s' is there twice".formatted(ref),
                                "Remove one of the two.");
            }
        }
    }

    private List<PipelineSpec> implied(Set<ResourceRef> read) {
        List<PipelineSpec> implied = new ArrayList<>();
        for (Loaded<SourceSpec> source : sources) {
            SourceSpec spec = source.spec();
            for (int i = 0; spec != null && i < spec.resources().size(); i++) {
                String name = spec.resources().get(i).name();
                var ref = new ResourceRef(spec.name(), name);
                if (!read.contains(ref)) {
                    PipelineSpec own = implied(spec, ref);
                    Place place = source.at().value("resources", i, "name");
                    checkImpliedName(source, own, place);
                    owners.claim(source.reading(), place, datasets(own));
                    implied.add(own);
                }
            }
        }
        return implied;
    }

    private void checkImpliedName(Loaded<SourceSpec> source, PipelineSpec own, Place place) {
        String other = pipelineFiles.get(own.name());
        if (other != null && !other.equals(own.declaredIn())) {
            source.reading()
                    .error(
                            place,
                            "the pipeline of resource '%s' has the name of the one in %s"
                                    .formatted(own.name(), other),
                            "Name the resource in that pipeline's 'from', or rename one of them.");
        }
    }

    private static PipelineSpec implied(SourceSpec source, ResourceRef ref) {
        return new PipelineSpec(
                ref.resource(),
                source.declaredIn(),
                List.of(ref),
                new DatasetName("public", ref.resource()),
                List.of(),
                List.of(),
                List.of());
    }

    /// The dataset of a pipeline and those of its lists.
    private Set<DatasetName> datasets(PipelineSpec pipeline) {
        Set<DatasetName> datasets = new LinkedHashSet<>();
        datasets.add(pipeline.dataset());
        if (pipeline.fields().isEmpty()) {
            for (ResourceRef ref : pipeline.from()) {
                ResourceSpec resource = resources.get(ref);
                if (resource != null) {
                    PipelineLint.lists(resource)
                            .forEach(list -> datasets.add(pipeline.dataset().child(list)));
                }
            }
        }
        return datasets;
    }
}
