package org.cairn.vault.run;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param commitLsn a position at or after the commit record; null when nothing was committed, or
///   when the outcome was only found out later
public record RunOutcome(RunNumber run, State state, @Nullable Lsn commitLsn, Instant at) {
    /// What became of the run's transaction.
    public enum State {
        COMMITTED,
        ROLLED_BACK
    }
}
