/// Records refused, each a pointer to its bytes.
///
/// Rules as in [org.cairn.ledger].
@NullMarked
package org.cairn.ledger.quarantine;

import org.jspecify.annotations.NullMarked;
