/// The write-ahead log as bytes: its segments, pages and records, and the ends of transactions in
/// it.
///
/// Rules: functions of their arguments, no file and no connection; whoever has the bytes offers
/// them as a [WalSource]. Bytes may be torn, stale or hostile: that is an end of valid WAL, never
/// an exception, and never a reason to take much memory. The format is that of PostgreSQL's
/// `xlogrecord.h`, `xlog_internal.h`, `xact.h` and `xlogreader.c`, versions 15 to 18, as
/// little-endian machines write it. Open [WalScanner] first; [SegmentSize] and [TimelineHistory]
/// are about names.
@NullMarked
package org.cairn.postgres.wal;

import org.jspecify.annotations.NullMarked;
