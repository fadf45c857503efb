/// Where each row came from: documents, mapping versions, lineage blocks. Open [SpanBlock] for the
/// packed form.
///
/// Rules as in [org.cairn.ledger].
@NullMarked
package org.cairn.ledger.lineage;

import org.jspecify.annotations.NullMarked;
