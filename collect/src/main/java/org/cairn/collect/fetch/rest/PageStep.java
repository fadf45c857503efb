package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.util.List;

/// What follows a page.
sealed interface PageStep {
    /// One more page.
    ///
    /// @param mayBeBeyond whether the server may say that there is no such page
    record Ask(URI uri, boolean mayBeBeyond) implements PageStep {}

    /// The listing is over.
    ///
    /// @param doubts why it may not be whole; empty for one that is
    record End(List<String> doubts) implements PageStep {
        public End {
            doubts = List.copyOf(doubts);
        }
    }
}
