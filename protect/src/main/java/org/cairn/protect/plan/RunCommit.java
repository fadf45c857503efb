package org.cairn.protect.plan;

import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Timeline;

/// Where the commit of a run is to be looked for.
///
/// @param xid its transaction, 64 bits
/// @param from a position before the commit
public record RunCommit(RunNumber run, long xid, Timeline timeline, Lsn from) {}
