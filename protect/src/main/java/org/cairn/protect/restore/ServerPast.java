package org.cairn.protect.restore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.Base;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.RestorePlanner;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.protect.plan.Window;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// What the vault knows of one server: snapshots, WAL, timelines, gaps. Listed once. Safe for any
/// thread.
public final class ServerPast {
    private final Vault vault;
    private final String server;
    // Listed in this order: what a snapshot names was there before it.
    private final List<Snapshot> snapshots;
    private final ListedWal wal;
    private final Map<Timeline, byte[]> histories;
    private final WalCoverage coverage;

    private ServerPast(Vault vault, String server, List<Snapshot> snapshots) {
        this.vault = vault;
        this.server = server;
        this.snapshots =
                snapshots.stream()
                        .filter(snapshot -> snapshot.server().equals(server))
                        .sorted(Comparator.comparing(Snapshot::stop))
                        .toList();
        this.wal = new ListedWal(vault.wal(), server);
        this.histories = new TreeMap<>();
        for (Timeline timeline : vault.wal().histories(server)) {
            vault.wal()
                    .findHistory(server, timeline)
                    .ifPresent(bytes -> histories.put(timeline, bytes));
        }
        this.coverage = WalCoverage.of(wal.objects().stream().map(WalObject::range).toList());
    }

    /// Looks one server up by its system identifier; what is not known of it is simply empty.
    public static ServerPast of(Vault vault, String systemIdentifier) {
        return new ServerPast(vault, systemIdentifier, vault.snapshots().survey().snapshots());
    }

    /// The server whose backup is the newest: the one that somebody means who names none.
    public static Optional<ServerPast> newest(Vault vault) {
        List<Snapshot> snapshots = vault.snapshots().survey().snapshots();
        return snapshots.stream()
                .max(Comparator.comparing(snapshot -> snapshot.facts().span().finishedAt()))
                .map(snapshot -> new ServerPast(vault, snapshot.server(), snapshots));
    }

    public String server() {
        return server;
    }

    /// The oldest first.
    public List<Snapshot> snapshots() {
        return snapshots;
    }

    /// The snapshot of a base that this past gave.
    Snapshot snapshot(Base base) {
        return snapshots.stream()
                .filter(snapshot -> isOf(base, snapshot))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no snapshot of " + base));
    }

    /// Says whether a base is that of a snapshot of the same server. A label does not say it: two
    /// backups that end in the same second may have the same one.
    public static boolean isOf(Base base, Snapshot snapshot) {
        return snapshot.label().equals(base.snapshot()) && snapshot.start().equals(base.start());
    }

    public ListedWal wal() {
        return wal;
    }

    public WalCoverage coverage() {
        return coverage;
    }

    public Map<Timeline, byte[]> histories() {
        return Map.copyOf(histories);
    }

    /// The gaps that were recorded while WAL was received.
    public List<WalGap> gaps() {
        return vault.wal().gaps(server);
    }

    /// What was removed because the retention does not keep it.
    public List<WalRange> expired() {
        return vault.wal().expired(server).stream().map(WalGap::missing).toList();
    }

    /// WAL that is missing between what is there, or of a snapshot's own, and that neither was
    /// recorded as a gap nor has expired: it was taken away.
    public List<WalRange> holes() {
        WalCoverage known =
                coverage.with(gaps().stream().map(WalGap::missing).toList()).with(expired());
        List<WalRange> holes = new ArrayList<>(known.gaps());
        snapshots.forEach(snapshot -> holes.addAll(known.gaps(snapshot.facts().span().wal())));
        coverage.stretches().stream()
                .map(WalRange::timeline)
                .distinct()
                .filter(timeline ->
                        timeline.equals(Timeline.FIRST) || histories.containsKey(timeline))
                .forEach(timeline -> holes.addAll(holes(path(timeline), known)));
        return WalCoverage.of(holes).stretches();
    }

    /// The end of a timeline up to where the next one left it, and the beginning of that one, lie
    /// between stretches of two timelines: none of one shows that they are missing.
    private static List<WalRange> holes(TimelinePath path, WalCoverage known) {
        Lsn end = known.stretches(path.timeline()).getLast().end();
        List<WalRange> holes = new ArrayList<>();
        boolean begun = false;
        for (WalRange part : path.between(new Lsn(0), end)) {
            List<WalRange> stretches = known.stretches(part.timeline());
            if (begun) {
                holes.addAll(known.gaps(part));
            } else if (!stretches.isEmpty()
                    && stretches.getFirst().start().compareTo(part.end()) < 0) {
                begun = true;
                holes.addAll(
                        known.gaps(
                                new WalRange(
                                        part.timeline(),
                                        later(part.start(), stretches.getFirst().start()),
                                        part.end())));
            }
        }
        return holes;
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// The newest timeline of which the vault has anything.
    public Timeline newestTimeline() {
        return Stream.of(
                        histories.keySet().stream(),
                        coverage.newestTimeline().stream(),
                        snapshots.stream().map(Snapshot::timeline))
                .flatMap(timelines -> timelines)
                .max(Comparator.naturalOrder())
                .orElse(Timeline.FIRST);
    }

    /// The way to a timeline. Raises `target-unreachable` when the vault lacks its history.
    public TimelinePath path(Timeline timeline) {
        byte[] history = histories.get(timeline);
        if (history != null) {
            return TimelinePath.of(TimelineHistory.parse(timeline, history));
        }
        if (timeline.equals(Timeline.FIRST)) {
            return TimelinePath.of(TimelineHistory.first());
        }
        throw ProtectProblems.TARGET_UNREACHABLE
                .says("the vault has no history of timeline %s", timeline)
                .what("without it nobody knows from which timeline it comes, and from where")
                .kept("nothing was written")
                .remedy(
                        "Restore on another timeline, or put the history file into the vault again.")
                .with("timeline", timeline.number())
                .asException();
    }

    public Window window() {
        return Window.of(path(newestTimeline()), bases(), coverage);
    }

    /// When the newest WAL had arrived.
    public Optional<Instant> lastArrival() {
        return coverage.newestTimeline()
                .flatMap(timeline ->
                        wal.objects().stream()
                                .filter(object -> object.range().timeline().equals(timeline))
                                .max(Comparator.comparing(object -> object.range().end()))
                                .map(object -> vault.wal().at(object)));
    }

    RestorePlanner planner(TimelinePath path) {
        return new RestorePlanner(server, path, bases(), coverage, search());
    }

    /// Searches its log; for a server that was backed up.
    public LogSearch search() {
        return new LogSearch(segmentSize(snapshots.getLast()), way -> new VaultWal(wal, way));
    }

    SegmentSize segmentSize(Snapshot snapshot) {
        return new SegmentSize(snapshot.facts().server().segmentBytes());
    }

    List<Base> bases() {
        return snapshots.stream()
                .map(snapshot ->
                        new Base(
                                snapshot.label(),
                                snapshot.timeline(),
                                snapshot.start(),
                                snapshot.stop(),
                                snapshot.facts().span().finishedAt(),
                                snapshot.content().files(),
                                snapshot.content().logicalBytes()))
                .toList();
    }
}
