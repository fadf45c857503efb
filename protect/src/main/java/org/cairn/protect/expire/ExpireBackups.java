package org.cairn.protect.expire;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.protect.plan.ExpirePlan;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.plan.RetentionPlanner;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// Removes what a retention does not keep.
///
/// The order is law. First the objects of the snapshots, each gone for good before the next step;
/// then everything is listed anew, and every snapshot that is there by then keeps its WAL, whether
/// it was to go, came meanwhile or was pinned meanwhile, and so does every backup that is under way
/// ([ServerStock] has the order of looking); then it is recorded which WAL expires; then the WAL
/// goes. So a crash at any moment leaves WAL that nobody needs, which the next one removes, and
/// never a snapshot without its WAL. The steps announced are `expire.removal-announced`,
/// `expire.hold-sought` and `expire.snapshot-removed` for each snapshot,
/// `expire.snapshots-removed`, `expire.wal-recorded`, `expire.wal-removed` after each object,
/// `expire.wal-all-removed` and `expire.records-removed`.
///
/// Packs are left alone: who sweeps them sees by the snapshots which are needed. Histories of
/// timelines stay for good, since a copy that is promoted chooses its number by them.
public final class ExpireBackups {
    private final Vault vault;
    private final InstantSource clock;
    private final Steps steps;

    public ExpireBackups(Vault vault, InstantSource clock, Steps steps) {
        this.vault = vault;
        this.clock = clock;
        this.steps = steps;
    }

    /// What would be done.
    ///
    /// @param walBytes that the WAL takes in the store
    /// @param packBytes of packs that nobody names then, and that a sweep may remove
    public record Decision(ExpirePlan plan, long walBytes, long packBytes) {}

    /// What was done.
    ///
    /// @param removed labels of the snapshots that are gone
    /// @param stayed labels of those that were to go and are there: pinned meanwhile, or the store
    ///   does not let them go
    /// @param walObjects that are gone
    /// @param walStayed how many objects of WAL the store does not let go
    public record Done(
            List<String> removed,
            List<String> stayed,
            int walObjects,
            long walBytes,
            int walStayed) {
        public Done {
            removed = List.copyOf(removed);
            stayed = List.copyOf(stayed);
        }
    }

    /// Decides what goes; changes nothing. Problems: `backup-unverified`, `retention-uncertain`,
    /// those of the vault.
    public Decision decide(String server, Retention retention) {
        var stock = new ServerStock(vault, server);
        ExpirePlan plan = RetentionPlanner.planVerified(retention, stock.inventory());
        return new Decision(
                plan,
                stock.objects(plan).stream().mapToLong(stock::sizeBytes).sum(),
                stock.packBytes(plan.removed()));
    }

    /// Carries a decision out. Problems: as of [#decide]; what was removed until then is gone in
    /// the right order.
    public Done execute(Decision decision) {
        ExpirePlan plan = decision.plan();
        List<String> stayed = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        var remover = new SnapshotRemover(vault, clock, steps);
        for (Snapshot snapshot : toGo(plan)) {
            (remover.isRemoved(snapshot) ? removed : stayed).add(snapshot.label());
        }
        steps.reached("expire.snapshots-removed");
        var stock = new ServerStock(vault, plan.server());
        ExpirePlan now = RetentionPlanner.plan(plan.retention(), stock.inventoryWithAllPinned());
        Done done = removeWal(stock, now, removed, stayed);
        forget(stock, now);
        steps.reached("expire.records-removed");
        return done;
    }

    private List<Snapshot> toGo(ExpirePlan plan) {
        return ServerStock.of(
                plan.removed(),
                vault.snapshots().survey().snapshots().stream()
                        .filter(snapshot -> snapshot.server().equals(plan.server()))
                        .toList());
    }

    private Done removeWal(
            ServerStock stock, ExpirePlan now, List<String> removed, List<String> stayed) {
        Instant at = clock.instant();
        String why = "the retention '%s' keeps nothing that needs it".formatted(now.retention());
        for (WalRange range : now.records()) {
            vault.wal().putExpired(new WalGap(now.server(), range, why, at));
        }
        steps.reached("expire.wal-recorded");
        int objects = 0;
        int denied = 0;
        long bytes = 0;
        for (WalObject object : stock.objects(now)) {
            if (vault.wal().remove(object)) {
                objects++;
                bytes += stock.sizeBytes(object);
            } else {
                denied++;
            }
            steps.reached("expire.wal-removed");
        }
        steps.reached("expire.wal-all-removed");
        return new Done(removed, stayed, objects, bytes, denied);
    }

    /// Removes what is said of things that are gone.
    private void forget(ServerStock stock, ExpirePlan now) {
        Set<WalRange> outdated = new HashSet<>(now.outdated());
        stock.expired().stream()
                .filter(record -> outdated.contains(record.missing()))
                .forEach(vault.wal()::removeExpired);
        Set<WalRange> forgotten = new HashSet<>(now.forgotten());
        stock.gaps().stream()
                .filter(gap -> forgotten.contains(gap.missing()))
                .forEach(vault.wal()::removeGap);
        // Listed before it is looked whether the snapshot is there: it was, before it was pinned.
        Set<String> said = new TreeSet<>(vault.holds().held());
        said.addAll(vault.proofs().newest().keySet());
        said.addAll(vault.removals().announced());
        for (String snapshot : said) {
            if (snapshot.startsWith("snap/" + now.server() + "/")
                    && !vault.snapshots().isThere(snapshot)) {
                vault.holds().remove(snapshot);
                vault.proofs().remove(snapshot);
                vault.removals().forget(snapshot);
            }
        }
    }
}
