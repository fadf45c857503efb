package org.cairn.collect;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.RunNumber;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.jspecify.annotations.Nullable;

/// Whether pages are found by other strategies than last time, as after a new design of a site:
/// what is found then may be less, or something else. Pure.
final class StrategyChange {
    private StrategyChange() {}

    /// What the last loaded run was like.
    record Before(RunNumber run, List<String> strategies) {}

    /// A sentence, or null where nothing changed or nothing is known.
    static @Nullable String doubt(
            String name, ResourceSpec resource, Collection<String> now, Before before) {
        List<String> declared = resource.records().stream().map(RecordStrategy::id).toList();
        boolean pages = resource.records().stream().allMatch(each -> each.markup() != null);
        Set<String> fresh = new TreeSet<>(now);
        fresh.removeAll(before.strategies());
        boolean known = !before.strategies().isEmpty() && declared.containsAll(before.strategies());
        return pages && known && !fresh.isEmpty()
                ? "%s: the records are found by '%s', and in run %s by '%s': the strategy changed, so look at what it finds"
                        .formatted(
                                name,
                                String.join("', '", fresh),
                                before.run(),
                                String.join("', '", before.strategies()))
                : null;
    }
}
