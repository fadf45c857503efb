/// WAL on its way from the server to the vault: received, made durable in the journal,
/// acknowledged, shipped.
///
/// Rules: a position is reported to the server as flushed only when every byte below it is durable
/// where the mode promises (`local`: the journal, `remote`: the vault), or is in a gap that the
/// vault records. History files of timelines are in the vault before any WAL of these. A file of
/// the journal goes only when the vault holds what is in it. After a failed fsync nothing is
/// believed that was not forced before it.
///
/// Open first: [WalStreaming] for what `serve` runs, [CatchUp] for commands, [WalJournal] for what
/// is on the disk.
@NullMarked
package org.cairn.protect.stream;

import org.jspecify.annotations.NullMarked;
