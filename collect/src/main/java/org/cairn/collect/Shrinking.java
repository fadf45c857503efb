package org.cairn.collect;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ResourceSpec;

/// Whether a dataset loses more rows than it may, where a replay reads several listings one after
/// another: one of them alone says nothing, and only the end does.
final class Shrinking {
    private final RunContext run;
    private final PipelineSpec pipeline;
    private final boolean isAsked;
    private final long before;

    /// Counts the rows as they are.
    Shrinking(RunContext run, PipelineSpec pipeline) {
        this.run = run;
        this.pipeline = pipeline;
        this.isAsked = run.rounds(pipeline).size() > 1;
        this.before = isAsked ? new LastTime(run, pipeline).liveRows() : 0;
    }

    /// @param order that names what is read
    List<String> doubts(RunOrder order) {
        if (!isAsked || before < 1) {
            return List.of();
        }
        long now = new LastTime(run, pipeline).liveRows();
        double lost = 100.0 * (before - now) / before;
        double allowed =
                pipeline.from().stream()
                        .flatMap(ref -> resource(order, ref))
                        .mapToDouble(each -> each.expect().maxDropPercent())
                        .min()
                        .orElse(100);
        return lost > allowed
                ? List.of(
                        String.format(
                                Locale.ROOT,
                                "%s: %d rows of %d, a drop of %.1f %% where %.0f %% is allowed",
                                pipeline.dataset(),
                                now,
                                before,
                                lost,
                                allowed))
                : List.of();
    }

    private static Stream<ResourceSpec> resource(RunOrder order, ResourceRef ref) {
        return Objects.requireNonNull(order.sources().get(ref.source())).resources().stream()
                .filter(each -> each.name().equals(ref.resource()));
    }
}
