package org.cairn.collect;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cairn.kernel.RunNumber;

/// What is to be read again of what is archived.
public sealed interface ReplayOrder {
    /// All that the datasets are made of now.
    record Everything() implements ReplayOrder {}

    /// Only what was fetched since a time.
    record Since(Instant time) implements ReplayOrder {}

    /// Only these documents of the newest listing.
    ///
    /// @param ids of documents, or how they begin
    record Documents(Set<String> ids) implements ReplayOrder {
        public Documents {
            ids = Set.copyOf(ids);
        }
    }

    /// What a run fetched that was held, now that somebody has approved of it.
    record Held(RunNumber run) implements ReplayOrder {}

    /// Only records that are in quarantine.
    ///
    /// @param numbers of their refusals
    record Refused(List<Long> numbers) implements ReplayOrder {
        public Refused {
            numbers = List.copyOf(numbers);
        }
    }
}
