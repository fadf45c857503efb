package org.cairn.postgres.change;

import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.TimelineHistory;

/// A backup that has begun and read nothing yet.
///
/// @param history of the server's timeline now
/// @param start the redo position at its start
public record PresentBackup(ServerStanding standing, TimelineHistory history, Lsn start) {}
