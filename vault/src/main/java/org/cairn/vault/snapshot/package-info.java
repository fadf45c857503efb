/// Backups of whole servers: what was on disk between two positions of the WAL.
///
/// A **snapshot** is one object, the only commit point; what no snapshot names does not count. It
/// names a **file table**, a body that lists every file with its frames, and the table names the
/// packs that hold them. A **hold** forbids to remove one, a **proof** says that one was read back
/// whole. Rules: the order is law (packs, file table, snapshot). Everything that is read is hostile
/// until it is checked: paths, lengths, counts. Open [SnapshotArchive], then [SnapshotWriter] and
/// [SnapshotReader].
@NullMarked
package org.cairn.vault.snapshot;

import org.jspecify.annotations.NullMarked;
