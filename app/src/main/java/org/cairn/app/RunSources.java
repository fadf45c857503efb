package org.cairn.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.cairn.collect.Pipeline;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.ViewSpec;
import org.jspecify.annotations.Nullable;

/// Runs sources or pipelines by name.
public final class RunSources {
    private final Declarations declarations;
    private final Supplier<Pipeline> pipeline;

    RunSources(Declarations declarations, Supplier<Pipeline> pipeline) {
        this.declarations = declarations;
        this.pipeline = pipeline;
    }

    /// Runs every pipeline that is named, and every pipeline that reads a named source.
    ///
    /// Names are looked up before anything is started. Problems: `unknown-name`, and those of
    /// [Pipeline#run].
    ///
    /// @param names of sources and pipelines; at least one
    public RunReport run(List<String> names, @Nullable OverrideWord override) {
        return run(names, override, RunOrder.Extent.NEWS);
    }

    /// The same, and incremental resources ask for this much.
    public RunReport run(
            List<String> names, @Nullable OverrideWord override, RunOrder.Extent extent) {
        Set<PipelineSpec> wanted = new LinkedHashSet<>();
        for (String name : names) {
            wanted.addAll(pipelines(name));
        }
        Map<String, SourceSpec> sources = new LinkedHashMap<>();
        for (PipelineSpec spec : wanted) {
            spec.from().forEach(ref -> sources.put(ref.source(), source(ref.source())));
        }
        List<ViewSpec> views =
                declarations.pipelines().stream().flatMap(spec -> spec.views().stream()).toList();
        return pipeline.get()
                .run(
                        new RunOrder(
                                names, new ArrayList<>(wanted), sources, views, override, extent));
    }

    private List<PipelineSpec> pipelines(String name) {
        List<PipelineSpec> ofSource =
                declarations.pipelines().stream()
                        .filter(spec ->
                                spec.from().stream().anyMatch(ref -> ref.source().equals(name)))
                        .toList();
        return ofSource.isEmpty() ? List.of(declarations.loadPipeline(name)) : ofSource;
    }

    private SourceSpec source(String name) {
        return declarations.loadSource(name);
    }
}
