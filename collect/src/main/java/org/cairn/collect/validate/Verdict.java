package org.cairn.collect.validate;

import java.util.List;
import org.cairn.collect.map.Row;

/// What validation says of one record.
public sealed interface Verdict {
    /// The row as given.
    Row row();

    /// Fit to load.
    ///
    /// @param typed the row with values of their columns' Java types, without refused children
    /// @param refusedChildren elements of child lists that are not fit; they do not keep their
    ///   parent out
    record Accepted(Row row, Row typed, List<RefusedChild> refusedChildren) implements Verdict {}

    /// Not fit to load.
    record Quarantined(Row row, List<Violation> violations) implements Verdict {
        public Quarantined {
            violations = List.copyOf(violations);
        }
    }

    /// An element of a child list that is not fit.
    record RefusedChild(String field, Row row, List<Violation> violations) {
        public RefusedChild {
            violations = List.copyOf(violations);
        }
    }
}
