package org.cairn.protect.expire;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.Base;
import org.cairn.protect.plan.ExpirePlan;
import org.cairn.protect.plan.Held;
import org.cairn.protect.plan.Inventory;
import org.cairn.protect.plan.UnderWay;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotSurvey;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// What the vault has of one server, listed once.
///
/// The order is law: WAL, then what backups under way say that they need of it, then snapshots. A
/// backup that had not said so when that was read starts behind all WAL that was listed; one that
/// has taken it back by then is among the snapshots.
final class ServerStock {
    private final Vault vault;
    private final String server;
    private final Map<WalObject, Long> wal;
    private final List<WalGap> gaps;
    private final List<WalGap> expired;
    private final List<UnderWay> underWay;
    private final Map<String, Instant> proofs;
    private final Set<String> held;
    private final List<Snapshot> snapshots;

    /// Raises `retention-uncertain` when a snapshot of the server, or what a writer said, cannot be
    /// read.
    ServerStock(Vault vault, String server) {
        this.vault = vault;
        this.server = server;
        this.wal = vault.wal().sizes(server);
        this.gaps = vault.wal().gaps(server);
        this.expired = vault.wal().expired(server);
        this.underWay = underWay(vault, server);
        SnapshotSurvey survey = vault.snapshots().survey();
        survey.findings().stream()
                .filter(finding -> finding.object().startsWith("snap/" + server + "/"))
                .findFirst()
                .ifPresent(finding -> {
                    throw ProtectProblems.uncertain(
                            "%s cannot be read: %s".formatted(finding.object(), finding.what()));
                });
        this.snapshots =
                survey.snapshots().stream()
                        .filter(snapshot -> snapshot.server().equals(server))
                        .toList();
        this.proofs = vault.proofs().newest();
        this.held = vault.holds().held();
    }

    private static List<UnderWay> underWay(Vault vault, String server) {
        try {
            return vault.snapshots().walNeeds().stream()
                    .filter(need -> need.server().equals(server))
                    .map(need ->
                            new UnderWay(
                                    need.session(), need.timeline(), need.from(), need.lastSign()))
                    .toList();
        } catch (ProblemException e) {
            if (isOf(e, VaultProblems.OBJECT_DAMAGED)) {
                throw ProtectProblems.uncertain(
                        "what a backup that may be under way needs cannot be read: %s"
                                .formatted(e.problem().headline()));
            }
            throw e;
        }
    }

    List<Snapshot> snapshots() {
        return snapshots;
    }

    List<WalGap> gaps() {
        return gaps;
    }

    List<WalGap> expired() {
        return expired;
    }

    /// The objects that hold the ranges of a plan, in its order: what lies first goes first, so
    /// that what is left of a stretch behind a snapshot ends where it will end.
    List<WalObject> objects(ExpirePlan plan) {
        Set<?> ranges = new HashSet<>(plan.wal());
        return wal.keySet().stream()
                .filter(object -> ranges.contains(object.range()))
                .sorted()
                .toList();
    }

    long sizeBytes(WalObject object) {
        return wal.getOrDefault(object, 0L);
    }

    /// How many bytes the packs have that only these snapshots name.
    long packBytes(List<Base> bases) {
        return vault.snapshots().bytesOfOnly(of(bases, snapshots));
    }

    /// The snapshots among some that these bases are of.
    static List<Snapshot> of(List<Base> bases, List<Snapshot> among) {
        return among.stream()
                .filter(snapshot ->
                        bases.stream().anyMatch(base -> ServerPast.isOf(base, snapshot)))
                .toList();
    }

    Inventory inventory() {
        return inventory(snapshots.stream().map(snapshot -> held(snapshot, isPinned(snapshot))));
    }

    /// As if every snapshot that is there were pinned.
    Inventory inventoryWithAllPinned() {
        return inventory(snapshots.stream().map(snapshot -> held(snapshot, true)));
    }

    private boolean isPinned(Snapshot snapshot) {
        return held.contains(snapshot.objectName());
    }

    private Inventory inventory(java.util.stream.Stream<Held> of) {
        Map<Timeline, TimelineHistory> histories = new HashMap<>();
        for (Timeline timeline : vault.wal().histories(server)) {
            vault.wal()
                    .findHistory(server, timeline)
                    .ifPresent(
                            text -> histories.put(timeline, TimelineHistory.parse(timeline, text)));
        }
        return new Inventory(
                server,
                of.toList(),
                wal.keySet().stream().map(WalObject::range).toList(),
                expired.stream().map(WalGap::missing).toList(),
                gaps.stream().map(WalGap::missing).toList(),
                histories,
                arrivals(),
                underWay);
    }

    private Held held(Snapshot snapshot, boolean pinned) {
        return new Held(
                new Base(
                        snapshot.label(),
                        snapshot.timeline(),
                        snapshot.start(),
                        snapshot.stop(),
                        snapshot.facts().span().finishedAt(),
                        snapshot.figures().files(),
                        snapshot.figures().logicalBytes()),
                snapshot.facts().isTainted(),
                isVerified(snapshot),
                pinned);
    }

    /// A proof that cannot be read proves nothing.
    private boolean isVerified(Snapshot snapshot) {
        try {
            return proofs.containsKey(snapshot.objectName())
                    && vault.proofs().find(snapshot).isPresent();
        } catch (ProblemException e) {
            if (isOf(e, VaultProblems.OBJECT_DAMAGED) || isOf(e, VaultProblems.OBJECT_MISSING)) {
                return false;
            }
            throw e;
        }
    }

    private Map<Timeline, Instant> arrivals() {
        Map<Timeline, Instant> arrivals = new HashMap<>();
        List<WalObject> newestFirst =
                wal.keySet().stream()
                        .sorted(
                                Comparator.comparing((WalObject object) -> object.range().end())
                                        .reversed())
                        .toList();
        for (WalObject object : newestFirst) {
            Timeline timeline = object.range().timeline();
            if (!arrivals.containsKey(timeline)) {
                readArrival(object, arrivals);
            }
        }
        return arrivals;
    }

    /// A fragment may have been replaced by its segment since it was listed.
    private void readArrival(WalObject object, Map<Timeline, Instant> arrivals) {
        try {
            arrivals.put(object.range().timeline(), vault.wal().at(object));
        } catch (ProblemException e) {
            if (!isOf(e, VaultProblems.OBJECT_MISSING)) {
                throw e;
            }
        }
    }

    static boolean isOf(ProblemException e, org.cairn.kernel.ProblemCode code) {
        return e.problem().code().equals(code);
    }
}
