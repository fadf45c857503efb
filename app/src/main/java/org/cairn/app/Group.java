package org.cairn.app;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.cairn.source.spec.PipelineSpec;

/// Names whose pipelines share a source or a dataset, and so belong into one run.
record Group(List<String> names, Set<PipelineSpec> pipelines) {
    /// Groups names in their order, each where its first one stands.
    static List<Group> of(List<String> names, Function<String, Set<PipelineSpec>> pipelinesOf) {
        List<Group> groups = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            var joined =
                    new Group(
                            new ArrayList<>(List.of(name)),
                            new LinkedHashSet<>(pipelinesOf.apply(name)));
            // Once more until nothing is added: what joins may bring a source along.
            for (boolean more = true; more; ) {
                more = false;
                for (Group other : List.copyOf(groups)) {
                    if (joined.touches(other)) {
                        groups.remove(other);
                        joined = other.with(joined);
                        more = true;
                    }
                }
            }
            groups.add(joined);
        }
        return groups;
    }

    private Group with(Group other) {
        List<String> all = new ArrayList<>(names);
        all.addAll(other.names);
        Set<PipelineSpec> both = new LinkedHashSet<>(pipelines);
        both.addAll(other.pipelines);
        return new Group(all, both);
    }

    private boolean touches(Group other) {
        return pipelines.stream()
                .anyMatch(ours ->
                        other.pipelines.stream()
                                .anyMatch(theirs ->
                                        ours.dataset().equals(theirs.dataset())
                                                || sharesSource(ours, theirs)));
    }

    private static boolean sharesSource(PipelineSpec ours, PipelineSpec theirs) {
        Set<String> sources =
                Set.copyOf(ours.from().stream().map(PipelineSpec.ResourceRef::source).toList());
        return theirs.from().stream().anyMatch(ref -> sources.contains(ref.source()));
    }
}
