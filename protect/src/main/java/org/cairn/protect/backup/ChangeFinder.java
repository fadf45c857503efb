package org.cairn.protect.backup;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.change.BaseBackup;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.LoggedChanges;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.change.PresentBackup;
import org.cairn.postgres.change.ServerStanding;
import org.cairn.postgres.change.Soundness;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.summary.StandingQuery;
import org.cairn.postgres.summary.WalSummaries;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.WalScanner;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/// Finds the best way to tell what has changed, and the snapshot to compare with. Used once, after
/// the start of the backup and before the first file is read.
final class ChangeFinder {
    // The summarizer is woken by the checkpoint and reads faster than the server writes.
    private static final Duration SUMMARIZER_MAY_TAKE = Duration.ofSeconds(60);
    // Reading the log takes about as long as looking at four times as many bytes of pages: a
    // checksum and a look at each of many small records, after decryption.
    private static final int PAGES_FOR_LOG = 4;
    // A slow disk or a bucket gives it at this rate at least, or another way is quicker.
    private static final long LOG_BYTES_PER_SECOND = 50L << 20;
    private static final Duration LOG_MAY_TAKE = Duration.ofSeconds(10);
    private static final Set<ProblemCode> UNREADABLE =
            Set.of(
                    VaultProblems.OBJECT_MISSING,
                    VaultProblems.OBJECT_DAMAGED,
                    ProtectProblems.WAL_EXPIRED);
    // Older ones share less and less.
    private static final int MOST_BASES = 3;

    private static final Found TOO_BAD =
            new Found(null, "the backup before has more bad pages than it names");

    private final Connection connection;
    private final ServerFacts facts;
    private final SnapshotWriter writer;
    private final ServerStanding standing;
    private final WalDurability wal;

    ChangeFinder(
            Connection connection,
            ServerFacts facts,
            SnapshotWriter writer,
            ServerStanding standing,
            WalDurability wal) {
        this.connection = connection;
        this.facts = facts;
        this.writer = writer;
        this.standing = standing;
        this.wal = wal;
    }

    /// What is to be backed up.
    ///
    /// @param started the backup
    /// @param bytes of all files
    /// @param whole whether everything is to be read, whatever could be known
    record Present(BackupSession.Started started, BackupFiles files, long bytes, boolean whole) {}

    /// @param snapshots of all servers, the oldest first
    ChangePlan find(List<Snapshot> snapshots, Present present) {
        List<Snapshot> ours =
                snapshots.reversed().stream()
                        .filter(snapshot -> snapshot.server().equals(facts.systemIdentifier()))
                        .limit(MOST_BASES)
                        .toList();
        if (ours.isEmpty()) {
            return ChangePlan.whole(null, "the vault has no backup of this server yet");
        }
        if (present.whole()) {
            return compared(ours, "that was asked for");
        }
        BackupSession.Started started = present.started();
        Optional<TimelineHistory> history = history(started.timeline(), present.files());
        if (history.isEmpty()) {
            return compared(
                    ours, "the history of timeline %s is not there".formatted(started.timeline()));
        }
        var now = new PresentBackup(standing, history.get(), started.start());
        return find(ours, now, present.bytes());
    }

    private ChangePlan find(List<Snapshot> ours, PresentBackup now, long bytes) {
        String reason = "";
        for (Snapshot snapshot : ours) {
            Found found = hasUnnamedBadPages(snapshot) ? TOO_BAD : find(snapshot, now, bytes);
            if (found.plan() != null) {
                return found.plan();
            }
            if (reason.isEmpty()) {
                reason = found.reason();
            }
        }
        return compared(ours, reason);
    }

    // Only the first of very many bad pages are named, and none of them may be taken from there.
    private static boolean hasUnnamedBadPages(Snapshot snapshot) {
        var bad = snapshot.facts().badPages();
        return bad.count() > bad.first().size();
    }

    /// A plan, or why there is none.
    private record Found(@Nullable ChangePlan plan, String reason) {}

    private Found find(Snapshot snapshot, PresentBackup now, long bytes) {
        BaseBackup base = base(snapshot);
        Soundness summaries = Soundness.ofSummaries(base, now, Soundness.Witness.SERVER);
        Soundness positions = Soundness.ofPositions(base, now);
        if (summaries instanceof Soundness.Unsound
                && positions instanceof Soundness.Unsound(String reason)) {
            return new Found(null, reason);
        }
        return writer.base(snapshot)
                .map(files -> find(files, new Between(base, now), bytes))
                .orElseGet(() ->
                        new Found(
                                null,
                                "the file table of %s is damaged".formatted(snapshot.label())));
    }

    /// The two backups between which changes are looked for.
    private record Between(BaseBackup base, PresentBackup now) {
        WalRoute route() {
            return WalRoute.between(base, now);
        }

        TimelinePath path() {
            return TimelinePath.of(now.history());
        }
    }

    private Found find(BaseFiles files, Between between, long bytes) {
        Soundness positions = Soundness.ofPositions(between.base(), between.now());
        String noMap;
        switch (Soundness.ofSummaries(between.base(), between.now(), Soundness.Witness.SERVER)) {
            case Soundness.Unsound(String reason) -> noMap = reason;
            case Soundness.Sound() -> {
                switch (summaries().along(between.route(), blocksPerFile())) {
                    case WalSummaries.Answer.Covered covered -> {
                        return new Found(ChangePlan.bySummaries(files, covered.map()), "");
                    }
                    case WalSummaries.Answer.NotCovered(_, String reason) -> noMap = reason;
                }
                long most = positions instanceof Soundness.Sound ? bytes / PAGES_FOR_LOG : bytes;
                Logged logged = logged(between, most);
                if (logged.map() != null) {
                    return new Found(ChangePlan.byLog(files, logged.map(), noMap), "");
                }
                noMap += "; " + logged.reason();
            }
        }
        if (positions instanceof Soundness.Unsound(String reason)) {
            return new Found(null, reason);
        }
        PositionScan scan =
                PositionScan.since(
                        between.base().standing(),
                        StandingQuery.databases(connection),
                        blocksPerFile());
        return new Found(ChangePlan.byPosition(files, scan, noMap), "");
    }

    private WalSummaries summaries() {
        return new WalSummaries(connection, SUMMARIZER_MAY_TAKE);
    }

    /// What the log says, or why it was not asked.
    private record Logged(@Nullable ChangeMap map, String reason) {}

    /// @param mostBytes of WAL; reading more would take longer than looking at the pages
    private Logged logged(Between between, long mostBytes) {
        WalRoute route = between.route();
        if (route.bytes() > mostBytes) {
            return new Logged(
                    null,
                    "to read %s of WAL would take longer".formatted(new ByteSize(route.bytes())));
        }
        try {
            return wal.open(route, between.path())
                    .map(log -> read(log, between, mostBytes))
                    .orElseGet(() -> new Logged(null, "the vault lacks WAL since the base"));
        } catch (ProblemException e) {
            if (!UNREADABLE.contains(e.problem().code())) {
                throw e;
            }
            // Some of it has just expired, or is damaged: another way needs none of it.
            return new Logged(null, e.problem().headline());
        }
    }

    private Logged read(LogSearch.Wal opened, Between between, long mostBytes) {
        Duration limit = LOG_MAY_TAKE.plusSeconds(mostBytes / LOG_BYTES_PER_SECOND);
        try (LogSearch.Wal log = opened) {
            var timed = new TimedWal(log, limit);
            var scanner =
                    new WalScanner(
                            timed,
                            new SegmentSize(facts.sizes().walSegmentBytes()),
                            between.base().range().start());
            return LoggedChanges.read(scanner, between.now().start(), blocksPerFile())
                    .map(read -> new Logged(read.map(), ""))
                    .orElseGet(() -> new Logged(null, broken(timed, limit)));
        }
    }

    private static String broken(TimedWal wal, Duration limit) {
        return wal.isOver()
                ? "the WAL since the base was not read within %d s".formatted(limit.toSeconds())
                : "the WAL since the base breaks off";
    }

    private int blocksPerFile() {
        return facts.sizes().blocksPerFile();
    }

    private static BaseBackup base(Snapshot snapshot) {
        var was = snapshot.facts().standing();
        return new BaseBackup(
                new ServerStanding(
                        snapshot.server(),
                        was.postmasterStart(),
                        snapshot.facts().server().checksums(),
                        was.walLogHints(),
                        was.oldestTransaction()),
                snapshot.facts().span().wal());
    }

    /// Contents can be compared with any snapshot of the server.
    private ChangePlan compared(List<Snapshot> ours, String reason) {
        return ours.stream()
                .flatMap(snapshot -> writer.base(snapshot).stream())
                .findFirst()
                .map(base -> ChangePlan.whole(base, reason))
                .orElseGet(() -> ChangePlan.whole(null, reason));
    }

    private static Optional<TimelineHistory> history(Timeline timeline, BackupFiles files) {
        return timeline.equals(Timeline.FIRST)
                ? Optional.of(TimelineHistory.first())
                : files.readHistory(timeline).map(text -> TimelineHistory.parse(timeline, text));
    }
}
