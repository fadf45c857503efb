/// The tables that Cairn owns and their row ids.
///
/// Rules as in [org.cairn.ledger].
@NullMarked
package org.cairn.ledger.dataset;

import org.jspecify.annotations.NullMarked;
