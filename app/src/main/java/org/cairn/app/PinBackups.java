package org.cairn.app;

import java.time.InstantSource;
import java.util.Optional;
import org.cairn.kernel.Steps;
import org.cairn.protect.expire.PinBackup;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;

/// Forbids to remove a backup, and allows it again.
public final class PinBackups {
    private final Vault vault;
    private final InstantSource clock;
    private final String who;
    private final Steps steps;

    PinBackups(Vault vault, InstantSource clock, String who, Steps steps) {
        this.vault = vault;
        this.clock = clock;
        this.who = who;
        this.steps = steps;
    }

    /// Pins a backup: no retention removes it. Problems: `snapshot-unknown`, `snapshot-ambiguous`,
    /// `backup-pinned`, `backup-expiring`.
    public SnapshotHold pin(String name, String why) {
        Snapshot snapshot = new ReadBackups(vault, clock).load(name);
        var hold = new SnapshotHold(snapshot.objectName(), who, why, clock.instant());
        new PinBackup(vault, steps).pin(snapshot, hold);
        return hold;
    }

    /// As [#pin], for whoever knows that no expiry is at work which said that it removes the
    /// backup: what such ones left is forgotten.
    public SnapshotHold pinForgettingExpiry(String name, String why) {
        vault.removals().forget(new ReadBackups(vault, clock).load(name).objectName());
        return pin(name, why);
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
