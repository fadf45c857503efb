package org.cairn.protect.plan;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// A snapshot as far as a plan needs it.
///
/// @param start where replay begins
/// @param stop from where on the restored directory is consistent: no target lies before it
/// @param finishedAt the server's time at `stop`
public record Base(
        String snapshot,
        Timeline timeline,
        Lsn start,
        Lsn stop,
        Instant finishedAt,
        long files,
        long bytes) {}
