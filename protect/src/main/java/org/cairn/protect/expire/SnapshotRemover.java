package org.cairn.protect.expire;

import java.time.InstantSource;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotRemovals.Removal;

/// Removes snapshots that nobody holds. For one expiry; confined to one thread.
///
/// What is said first here and looked at then is what [PinBackup] does the other way round: so of
/// an expiry and a pin that come at once, at least one sees the other.
final class SnapshotRemover {
    private final Vault vault;
    private final InstantSource clock;
    private final Steps steps;

    // What is said in a place that lets nothing go stays there; once is enough.
    private boolean wordsStay;

    SnapshotRemover(Vault vault, InstantSource clock, Steps steps) {
        this.vault = vault;
        this.clock = clock;
        this.steps = steps;
    }

    /// Says whether it is gone for good; if not, it is held, or the store does not let it go.
    boolean isRemoved(Snapshot snapshot) {
        // The second look is the one that counts.
        if (wordsStay || vault.holds().isHeld(snapshot)) {
            return false;
        }
        Removal removal = vault.removals().announce(snapshot, clock.instant());
        steps.reached("expire.removal-announced");
        if (vault.holds().isHeld(snapshot)) {
            takeBack(removal);
            return false;
        }
        steps.reached("expire.hold-sought");
        try {
            vault.snapshots().remove(snapshot);
        } catch (ProblemException e) {
            // After any other problem nobody knows whether it will go: the word stays.
            if (ServerStock.isOf(e, VaultProblems.REMOVAL_DENIED)) {
                takeBack(removal);
                return false;
            }
            throw e;
        }
        steps.reached("expire.snapshot-removed");
        takeBack(removal);
        return true;
    }

    private void takeBack(Removal removal) {
        wordsStay |= !vault.removals().takeBack(removal);
    }
}
