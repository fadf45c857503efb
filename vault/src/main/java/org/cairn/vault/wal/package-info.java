/// The write-ahead log of servers, in ranges, with the histories of their timelines and what is
/// known to be missing.
///
/// A **segment** is a range as PostgreSQL cuts it into files; a **fragment** is the part of one
/// that had arrived when it was shipped, and is replaced by its segment. Rules: the name of an
/// object alone says which range it holds, so that a listing tells what can be restored; a range is
/// written once, and other bytes for it are a conflict; a fragment is removed only when its segment
/// is durable and holds the same bytes. Open [WalArchive], then [WalForm] for the bytes.
@NullMarked
package org.cairn.vault.wal;

import org.jspecify.annotations.NullMarked;
