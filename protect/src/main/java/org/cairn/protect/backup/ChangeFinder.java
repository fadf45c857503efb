package org.cairn.protect.backup;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.change.BaseBackup;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.change.PresentBackup;
import org.cairn.postgres.change.ServerStanding;
import org.cairn.postgres.change.Soundness;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.summary.StandingQuery;
import org.cairn.postgres.summary.WalSummaries;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/// Finds the best way to tell what has changed, and the snapshot to compare with. Used once, after
/// the start of the backup and before the first file is read.
final class ChangeFinder {
    // The summarizer is woken by the checkpoint and reads faster than the server writes.
    private static final Duration SUMMARIZER_MAY_TAKE = Duration.ofSeconds(60);
    // Older ones share less and less.
    private static final int MOST_BASES = 3;

    private static final Found TOO_BAD =
            new Found(null, "the backup before has more bad pages than it names");

    private final Connection connection;
    private final ServerFacts facts;
    private final SnapshotWriter writer;
    private final ServerStanding standing;

    ChangeFinder(
            Connection connection,
            ServerFacts facts,
            SnapshotWriter writer,
            ServerStanding standing) {
        this.connection = connection;
        this.facts = facts;
        this.writer = writer;
        this.standing = standing;
    }

    /// @param snapshots of all servers, the oldest first
    /// @param whole whether everything is to be read, whatever could be known
    ChangePlan find(
            List<Snapshot> snapshots,
            BackupSession.Started started,
            BackupFiles files,
            boolean whole) {
        List<Snapshot> ours =
                snapshots.reversed().stream()
                        .filter(snapshot -> snapshot.server().equals(facts.systemIdentifier()))
                        .limit(MOST_BASES)
                        .toList();
        if (ours.isEmpty()) {
            return ChangePlan.whole(null, "the vault has no backup of this server yet");
        }
        if (whole) {
            return compared(ours, "that was asked for");
        }
        Optional<TimelineHistory> history = history(started.timeline(), files);
        if (history.isEmpty()) {
            return compared(
                    ours, "the history of timeline %s is not there".formatted(started.timeline()));
        }
        return find(ours, new PresentBackup(standing, history.get(), started.start()));
    }

    private ChangePlan find(List<Snapshot> ours, PresentBackup now) {
        String reason = "";
        for (Snapshot snapshot : ours) {
            Found found = hasUnnamedBadPages(snapshot) ? TOO_BAD : find(snapshot, now);
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

    private Found find(Snapshot snapshot, PresentBackup now) {
        BaseBackup base = base(snapshot);
        Soundness summaries = Soundness.ofSummaries(base, now, Soundness.Witness.SERVER);
        Soundness positions = Soundness.ofPositions(base, now);
        if (summaries instanceof Soundness.Unsound
                && positions instanceof Soundness.Unsound(String reason)) {
            return new Found(null, reason);
        }
        return writer.base(snapshot)
                .map(files -> find(files, base, now))
                .orElseGet(() ->
                        new Found(
                                null,
                                "the file table of %s is damaged".formatted(snapshot.label())));
    }

    private Found find(BaseFiles files, BaseBackup base, PresentBackup now) {
        String noSummaries;
        switch (Soundness.ofSummaries(base, now, Soundness.Witness.SERVER)) {
            case Soundness.Unsound(String reason) -> noSummaries = reason;
            case Soundness.Sound() -> {
                switch (new WalSummaries(connection, SUMMARIZER_MAY_TAKE)
                        .along(WalRoute.between(base, now), blocksPerFile())) {
                    case WalSummaries.Answer.Covered covered -> {
                        return new Found(ChangePlan.byMap(files, covered.map()), "");
                    }
                    case WalSummaries.Answer.NotCovered(_, String reason) -> noSummaries = reason;
                }
            }
        }
        if (Soundness.ofPositions(base, now) instanceof Soundness.Unsound(String reason)) {
            return new Found(null, reason);
        }
        PositionScan scan =
                PositionScan.since(
                        base.standing(), StandingQuery.databases(connection), blocksPerFile());
        return new Found(ChangePlan.byPosition(files, scan, noSummaries), "");
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
