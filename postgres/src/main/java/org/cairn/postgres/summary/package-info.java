/// What must be asked of a server to tell what has changed: its WAL summaries and its standing.
///
/// The answers are values of `postgres.change`, which decides. Open [WalSummaries] first.
@NullMarked
package org.cairn.postgres.summary;

import org.jspecify.annotations.NullMarked;
