package org.cairn.protect.plan;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;

/// A backup that may still become visible: its writer is at work, sleeps or is gone.
///
/// @param session of its writer
/// @param from the backup starts here or behind
/// @param lastSign when its writer was last heard of; for people
public record UnderWay(String session, Timeline timeline, Lsn from, Instant lastSign) {
    private static final Lsn ENDLESS = new Lsn(Long.MAX_VALUE);

    /// All that it may need.
    WalRange wal() {
        return new WalRange(timeline, from, ENDLESS);
    }
}
