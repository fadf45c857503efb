package org.cairn.app;

import java.time.InstantSource;
import java.util.Optional;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.store.ObjectStore.Creation;

/// Forbids to remove a backup, and allows it again.
public final class PinBackups {
    private final Vault vault;
    private final InstantSource clock;
    private final String who;

    PinBackups(Vault vault, InstantSource clock, String who) {
        this.vault = vault;
        this.clock = clock;
        this.who = who;
    }

    /// Pins a backup: no retention removes it. Problems: `snapshot-unknown`, `snapshot-ambiguous`,
    /// `backup-pinned`.
    public SnapshotHold pin(String name, String why) {
        Snapshot snapshot = new ReadBackups(vault, clock).load(name);
        var hold = new SnapshotHold(snapshot.objectName(), who, why, clock.instant());
        if (vault.holds().put(hold) == Creation.EXISTED) {
            SnapshotHold first = vault.holds().find(snapshot).orElse(hold);
            throw ProtectProblems.BACKUP_PINNED
                    .says("backup %s is pinned already", snapshot.label())
                    .what("by %s since %s: %s", first.who(), first.at(), first.why())
                    .kept("that pin stands")
                    .remedy("Unpin it first if it shall be pinned for another reason.")
                    .with("snapshot", snapshot.label())
                    .asException();
        }
        if (!vault.snapshots().isThere(snapshot.objectName())) {
            // It expired between our look and the pin.
            vault.holds().remove(snapshot.objectName());
            throw ReadBackups.unknown(name);
        }
        return hold;
    }

    /// Lets a backup go; gives the pin that it had. Problems: `snapshot-unknown`,
    /// `snapshot-ambiguous`.
    public Optional<SnapshotHold> unpin(String name) {
        Snapshot snapshot = new ReadBackups(vault, clock).load(name);
        Optional<SnapshotHold> hold = vault.holds().find(snapshot);
        hold.ifPresent(each -> vault.holds().remove(each.snapshot()));
        return hold;
    }
}
