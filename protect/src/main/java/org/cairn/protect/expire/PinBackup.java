package org.cairn.protect.expire;

import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.store.ObjectStore.Creation;

/// Forbids to remove a backup, and knows whether that came in time.
///
/// The order is law: the hold, then a look whether an expiry has said that it removes the backup,
/// then a look whether the backup is there. [ExpireBackups] says so, then looks for the hold; so
/// when this returns, no expiry removes the backup while the hold is there. The step announced is
/// `pin.held`.
public final class PinBackup {
    private final Vault vault;
    private final Steps steps;

    public PinBackup(Vault vault, Steps steps) {
        this.vault = vault;
        this.steps = steps;
    }

    /// Pins a backup. Problems: `snapshot-unknown` when it has expired meanwhile, `backup-expiring`
    /// when it may, `backup-pinned`.
    public void pin(Snapshot snapshot, SnapshotHold hold) {
        Creation creation = vault.holds().put(hold);
        steps.reached("pin.held");
        boolean isGoing = vault.removals().isAnnounced(snapshot.objectName());
        if (!vault.snapshots().isThere(snapshot.objectName())) {
            vault.holds().remove(snapshot.objectName());
            throw ProtectProblems.SNAPSHOT_UNKNOWN
                    .says("backup %s is not in the vault any more", snapshot.label())
                    .what("it expired before the pin came")
                    .kept("nothing was pinned")
                    .remedy("See which there are with `cairn backup ls`.")
                    .with("snapshot", snapshot.label())
                    .asException();
        }
        if (isGoing) {
            throw expiring(snapshot);
        }
        if (creation == Creation.EXISTED) {
            SnapshotHold first = vault.holds().find(snapshot).orElse(hold);
            throw ProtectProblems.BACKUP_PINNED
                    .says("backup %s is pinned already", snapshot.label())
                    .what("by %s since %s: %s", first.who(), first.at(), first.why())
                    .kept("that pin stands")
                    .remedy("Unpin it first if it shall be pinned for another reason.")
                    .with("snapshot", snapshot.label())
                    .asException();
        }
    }

    private static ProblemException expiring(Snapshot snapshot) {
        return ProtectProblems.BACKUP_EXPIRING
                .says("backup %s may expire all the same", snapshot.label())
                .what(
                        "an expiry has said that it is about to remove it, and may not have seen"
                                + " the pin")
                .kept("the pin is placed: no expiry that begins from now on removes the backup")
                .remedy(
                        "Pin it again in a moment: that tells whether the pin came in time. If this"
                                + " stays so, an expiry was killed; when you are sure that none is"
                                + " at work on any machine, say --forget-expiry with it.")
                .with("snapshot", snapshot.label())
                .asException();
    }
}
