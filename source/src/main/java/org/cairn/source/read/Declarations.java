package org.cairn.source.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.ProblemException;
import org.cairn.source.SourceProblems;
import org.cairn.source.shape.Finding;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// What a project declares, without errors. Safe for any thread.
///
/// @param sources in the order of their files
/// @param pipelines the declared ones in the order of their files, then the implied ones: a
///   resource that no pipeline reads has one of its own name into schema `public`
/// @param warnings what lint says though nothing is wrong
public record Declarations(
        ProjectSpec project,
        List<SourceSpec> sources,
        List<PipelineSpec> pipelines,
        List<Finding> warnings) {
    public Declarations {
        sources = List.copyOf(sources);
        pipelines = List.copyOf(pipelines);
        warnings = List.copyOf(warnings);
    }

    public Optional<SourceSpec> findSource(String name) {
        return sources.stream().filter(source -> source.name().equals(name)).findFirst();
    }

    public Optional<PipelineSpec> findPipeline(String name) {
        return pipelines.stream().filter(pipeline -> pipeline.name().equals(name)).findFirst();
    }

    /// The source of that name; problem `unknown-name` where there is none.
    public SourceSpec loadSource(String name) {
        return findSource(name).orElseThrow(() -> unknownName(name));
    }

    /// The pipeline of that name; problem `unknown-name` where there is none.
    public PipelineSpec loadPipeline(String name) {
        return findPipeline(name).orElseThrow(() -> unknownName(name));
    }

    /// The resource that a pipeline of this project names.
    public ResourceSpec loadResource(ResourceRef ref) {
        return loadSource(ref.source()).resources().stream()
                .filter(resource -> resource.name().equals(ref.resource()))
                .findFirst()
                .orElseThrow(() -> unknownName(ref.toString()));
    }

    /// The first pipeline that makes rows of a resource.
    public PipelineSpec pipelineOf(SourceSpec source, ResourceSpec resource) {
        var ref = new ResourceRef(source.name(), resource.name());
        return pipelines.stream()
                .filter(each -> each.from().contains(ref))
                .findFirst()
                .orElseThrow(() -> unknownName(ref.toString()));
    }

    /// The problem for a name that is neither a source nor a pipeline.
    public ProblemException unknownName(String typed) {
        List<String> known = new ArrayList<>();
        sources.forEach(source -> known.add(source.name()));
        pipelines.stream()
                .map(PipelineSpec::name)
                .filter(n -> !known.contains(n))
                .forEach(known::add);
        return SourceProblems.UNKNOWN_NAME
                .says("no source or pipeline is called %s", Words.quoted(typed))
                .what(
                        "%s",
                        known.isEmpty()
                                ? "the project declares no source yet"
                                : "known: " + String.join(", ", known))
                .kept("nothing was tried")
                .remedy(
                        "%s",
                        Words.nearest(typed, known)
                                .map("Write '%s', if that is what you mean."::formatted)
                                .orElse("Look at the names with `cairn source ls`."))
                .with("name", typed)
                .asException();
    }
}
