/// Receiving the write-ahead log of a server by physical replication, through a slot that keeps
/// what was not received yet.
///
/// Rules: nothing is ever reported to the server but what the caller says; what counts as flushed
/// is the caller's promise that it survives a crash. Uses the driver's `CopyDual` itself, because
/// its replication stream reports by itself and cannot name a timeline. The protocol is that of the
/// PostgreSQL manual, "Streaming Replication Protocol"; its numbers are big-endian. Open
/// [ReplicationSession] first, then [WalStream].
@NullMarked
package org.cairn.postgres.replication;

import org.jspecify.annotations.NullMarked;
