/// Runs: numbers, states, counts.
///
/// Rules as in [org.cairn.ledger].
@NullMarked
package org.cairn.ledger.run;

import org.jspecify.annotations.NullMarked;
