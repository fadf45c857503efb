package org.cairn.collect;

/// How much of a resource a run has seen.
enum Coverage {
    /// All there is: what did not come is gone.
    WHOLE,
    /// What came since a run before; nothing is known of the rest.
    NEWS,
    /// Perhaps not all there is.
    DOUBTED
}
