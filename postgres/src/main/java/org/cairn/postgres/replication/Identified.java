package org.cairn.postgres.replication;

import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// Which server answers, and how far it is.
///
/// @param systemIdentifier the same in all copies of one server
/// @param timeline on which it writes, or replays when it is a standby
/// @param flushed up to here its WAL is on its disk
/// @param standby it replays the WAL of another server
public record Identified(
        String systemIdentifier, Timeline timeline, Lsn flushed, boolean standby) {}
