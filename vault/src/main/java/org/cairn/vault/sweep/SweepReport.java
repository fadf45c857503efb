package org.cairn.vault.sweep;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a sweep did, or would do.
///
/// @param condemned this time
/// @param removed packs that are gone now
/// @param kept packs of the generation that was swept which something needs again
/// @param denied packs that the store does not let go; tried again the next time
/// @param ended sessions of writers that were not heard of for as long as the grace period
/// @param held sessions that were ended after they had announced a snapshot, with its name; their
///   packs are kept until somebody who knows that the writer is dead forgets them
/// @param waiting what is condemned and not removed yet
public record SweepReport(
        Amount condemned,
        Amount removed,
        Amount kept,
        Amount denied,
        int ended,
        Map<String, String> held,
        @Nullable Waiting waiting) {
    public SweepReport {
        held = Map.copyOf(held);
    }

    /// A generation that waits.
    ///
    /// @param due by the store's clock
    /// @param writers that are at work and do not know of it; it waits for them too
    public record Waiting(
            int generation, Amount amount, Instant marked, Instant due, List<Writer> writers) {
        public Waiting {
            writers = List.copyOf(writers);
        }
    }

    /// A writer by its session.
    ///
    /// @param lastSign when it was last heard of, by the store's clock
    public record Writer(String session, Instant lastSign) {}
}
