/// A backup: the data directory of a running server becomes a snapshot in the vault.
///
/// Rules: nothing is visible before all of it is durable, and before the WAL is that it needs; a
/// page is believed only after a look at its checksum; bytes stay on the thread that read them.
/// Open [BackupTaker] first: its order is the story.
@NullMarked
package org.cairn.protect.backup;

import org.jspecify.annotations.NullMarked;
