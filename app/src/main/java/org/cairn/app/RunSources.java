package org.cairn.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.cairn.collect.Pipeline;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.ViewSpec;
import org.jspecify.annotations.Nullable;

/// Runs sources or pipelines by name.
public final class RunSources {
    private final Declarations declarations;
    private final Function<EventSink, Pipeline> pipeline;
    private final EventSink events;

    RunSources(
            Declarations declarations, Function<EventSink, Pipeline> pipeline, EventSink events) {
        this.declarations = declarations;
        this.pipeline = pipeline;
        this.events = events;
    }

    /// How sources are run.
    ///
    /// @param override loads even what is outside what was expected
    public record How(@Nullable OverrideWord override, RunOrder.Extent extent) {
        public static final How NEWS = new How(null, RunOrder.Extent.NEWS);
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
        return together(names, new How(override, extent)).run();
    }

    /// All that is named in one run: all of it is loaded, or nothing. Problems: `unknown-name`, and
    /// those of opening database and vault.
    public OneRun together(List<String> names, How how) {
        return one(names, wanted(names), how, events);
    }

    /// A run for each of the names, and one for those together that share a source or a dataset.
    /// Without names: for everything that is declared. Problems as of [#together].
    public List<OneRun> each(List<String> names, How how) {
        List<String> wanted = names.isEmpty() ? all() : names;
        List<Group> groups = Group.of(wanted, name -> wanted(List.of(name)));
        boolean many = groups.size() > 1;
        return groups.stream()
                .map(group ->
                        one(
                                group.names(),
                                group.pipelines(),
                                how,
                                many ? within(String.join("+", group.names())) : events))
                .toList();
    }

    private EventSink within(String name) {
        return event -> events.accept(new RunEvent.Within(name, event));
    }

    private List<String> all() {
        return declarations.sources().stream().map(SourceSpec::name).toList();
    }

    private Set<PipelineSpec> wanted(List<String> names) {
        Set<PipelineSpec> wanted = new LinkedHashSet<>();
        names.forEach(name -> wanted.addAll(pipelines(name)));
        return wanted;
    }

    private List<ViewSpec> views() {
        return declarations.pipelines().stream().flatMap(spec -> spec.views().stream()).toList();
    }

    private OneRun one(List<String> names, Set<PipelineSpec> wanted, How how, EventSink listener) {
        Map<String, SourceSpec> sources = new LinkedHashMap<>();
        for (PipelineSpec spec : wanted) {
            spec.from().forEach(ref -> sources.put(ref.source(), source(ref.source())));
        }
        var order =
                new RunOrder(
                        names,
                        new ArrayList<>(wanted),
                        sources,
                        views(),
                        how.override(),
                        how.extent());
        return new OneRun(pipeline.apply(listener), order);
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
