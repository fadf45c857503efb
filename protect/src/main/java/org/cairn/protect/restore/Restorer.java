package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.server.ReplayLog;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.server.ServerPrograms;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.Recovery;
import org.cairn.protect.plan.RestorePlan;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotReader;
import org.jspecify.annotations.Nullable;

/// Carries a plan out: a data directory out of the vault, replayed to the target and promoted to a
/// timeline of its own.
///
/// The steps, each durable before the next: `restore.files-forced`, `restore.label-forced`,
/// `restore.control-placed`, `restore.started` (replay begins), `restore.promoted`. A process that
/// ends before `restore.control-placed` leaves a directory on which no server starts; one that ends
/// later leaves one that refuses to start without a `restore_command`, until it was promoted.
/// Confined to one thread.
public final class Restorer {
    // Replay makes progress as long as the server lives; this only ends a wait for ever.
    private static final Duration REPLAY_MAY_TAKE = Duration.ofDays(7);

    private static final int FIRST_WITH_SUMMARIES = 17;

    private final Vault vault;
    private final ServerPrograms programs;
    private final InstantSource clock;
    private final EventSink events;
    private final Steps steps;

    public Restorer(
            Vault vault,
            ServerPrograms programs,
            InstantSource clock,
            EventSink events,
            Steps steps) {
        this.vault = vault;
        this.programs = programs;
        this.clock = clock;
        this.events = events;
        this.steps = steps;
    }

    /// A server that was restored and runs.
    ///
    /// @param reached where replay ended and the new timeline begins
    /// @param lastCommit when the last transaction in it ended
    /// @param fetch how long the files took
    /// @param replay how long PostgreSQL took from its start until it was promoted
    /// @param delta what was changed in a directory that was there; null for a new one
    public record Restored(
            RestoredServer server,
            Path directory,
            Timeline timeline,
            Lsn reached,
            Instant lastCommit,
            Duration fetch,
            Duration replay,
            @Nullable Delta delta) {}

    /// Restores into folders that hold nothing. The caller stops the server, or lets it run.
    ///
    /// Problems: `restore-folder-in-use`, `restore-full`, `restore-unwritable`, `recovery-failed`,
    /// `vault-object-damaged`, `vault-object-missing` and those of starting a server.
    public Restored restore(MakePlan.Made made, RestoreFolders folders) {
        folders.requireFree();
        folders.create();
        return restore(made, folders, reader -> written(made, folders, reader));
    }

    private DeltaWriter.Done written(
            MakePlan.Made made, RestoreFolders folders, SnapshotReader reader) {
        byte[] control = new DirectoryWriter(folders, made.snapshot(), events).write(reader);
        return new DeltaWriter.Done(control, null);
    }

    /// Says what [#restoreOver] would change, and changes nothing. Problems:
    /// `restore-directory-unfit`, `restore-folder-in-use`, those of reading.
    public Delta compare(MakePlan.Made made, RestoreFolders folders) {
        events.accept(new RunEvent.StageBegun("compare files"));
        try (var local = LocalDirectory.of(made, folders);
                var reader = vault.snapshots().open(made.snapshot())) {
            return Objects.requireNonNull(
                    new DeltaWriter(local, events, false).write(reader).delta(), "it counts");
        } catch (ProblemException e) {
            throw RestoreFailures.comparing(e);
        }
    }

    /// Restores over a data directory of the same server, on which nobody works: as [#restore], but
    /// what is there is compared, and only what differs is written. The step before the first
    /// change is `restore.control-away`; from there on no server starts on the directory, and the
    /// same restore takes up what an unfinished one left.
    ///
    /// Problems: `restore-directory-unfit`, `restore-folder-in-use`, and those of [#restore].
    public Restored restoreOver(MakePlan.Made made, RestoreFolders folders) {
        try (var local = LocalDirectory.of(made, folders)) {
            requirePacks(made.snapshot());
            local.takeControl();
            steps.reached("restore.control-away");
            try {
                folders.createMissing();
                Restored restored =
                        restore(
                                made,
                                folders,
                                reader -> new DeltaWriter(local, events, true).write(reader));
                local.release();
                return restored;
            } catch (ProblemException e) {
                throw RestoreFailures.over(folders.data(), e);
            }
        }
    }

    /// Half a directory is worse than an old one.
    private void requirePacks(Snapshot snapshot) {
        List<Finding> findings = vault.snapshots().check(snapshot).findings();
        if (!findings.isEmpty()) {
            throw VaultProblems.damaged(
                    findings.getFirst().object(), "%s", findings.getFirst().what());
        }
    }

    /// Puts the files there.
    @FunctionalInterface
    private interface FileStage {
        DeltaWriter.Done write(SnapshotReader reader);
    }

    private Restored restore(MakePlan.Made made, RestoreFolders folders, FileStage files) {
        Instant began = clock.instant();
        RestoredServer server = RestoredServer.on(folders.data(), programs, folders.log());
        Delta delta = write(made, folders, server, files);
        Instant fetched = clock.instant();
        replay(made, folders, server);
        Restored restored =
                restored(
                        made.snapshot(),
                        folders,
                        server,
                        new Took(
                                Duration.between(began, fetched),
                                Duration.between(fetched, clock.instant())),
                        delta);
        requireReached(made.plan(), made.lastRecord(), restored);
        return restored;
    }

    private record Took(Duration fetch, Duration replay) {}

    private @Nullable Delta write(
            MakePlan.Made made, RestoreFolders folders, RestoredServer server, FileStage files) {
        Snapshot snapshot = made.snapshot();
        events.accept(new RunEvent.StageBegun("restore files"));
        DeltaWriter.Done done;
        try (var reader = vault.snapshots().open(snapshot)) {
            done = files.write(reader);
        }
        steps.reached("restore.files-forced");
        var copied = new Copied(folders, snapshot);
        copied.write();
        steps.reached("restore.label-forced");
        folders.tablespaces().values().forEach(server::own);
        server.own(folders.data());
        copied.writeControl(done.control());
        server.own(folders.data().resolve("global"));
        steps.reached("restore.control-placed");
        events.accept(
                new RunEvent.StageEnded(
                        "restore files", snapshot.content().files() + " files are on the disk"));
        return done.delta();
    }

    /// A replay to the end that ended before it has met something that nobody foresaw.
    private static void requireReached(RestorePlan plan, Lsn lastRecord, Restored restored) {
        if (!(plan.recovery() instanceof Recovery.EndOfWal)
                || restored.reached().compareTo(lastRecord) > 0) {
            return;
        }
        restored.server().stop();
        takeControlAway(restored.directory());
        throw ProtectProblems.RECOVERY_FAILED
                .says("the restored server did not reach the end of the WAL")
                .what(
                        "replay ended at %s, and a whole record begins at %s",
                        restored.reached(), lastRecord)
                .kept(
                        "the vault is unchanged; the directory has no pg_control any more, so no"
                                + " server starts on it")
                .remedy(
                        "Run `cairn repo check`, and restore to a point before %s.",
                        restored.reached())
                .with("reached", restored.reached())
                .asException();
    }

    /// It was promoted and would start: nobody shall take it for what was asked for.
    private static void takeControlAway(Path data) {
        Path control = data.resolve("global/pg_control");
        try {
            Files.move(control, control.resolveSibling("pg_control.too-early"));
            DirectoryWriter.force(data.resolve("global"));
        } catch (IOException e) {
            throw RestoreFailures.writing(control, e);
        }
    }

    private void replay(MakePlan.Made made, RestoreFolders folders, RestoredServer server) {
        RestorePlan plan = made.plan();
        events.accept(new RunEvent.StageBegun("replay WAL"));
        Path folder = folders.prefetch();
        var prefetch =
                new WalPrefetch(
                        folder,
                        new WalPrefetch.Content(
                                made.past().wal(),
                                plan.wal(),
                                made.past().histories(),
                                made.tablespaces().patches(),
                                made.past().segmentSize(made.snapshot())),
                        server::own,
                        steps);
        prefetch.prepare();
        server.own(folders.workshop());
        Thread laying = Thread.ofVirtual().name("wal-prefetch").start(prefetch::run);
        try (prefetch) {
            server.start(options(made, prefetch.command()));
            steps.reached("restore.started");
            awaitPromoted(plan, prefetch, server);
            steps.reached("restore.promoted");
        } catch (RuntimeException | Error e) {
            stop(server, e);
            throw e;
        } finally {
            laying.interrupt();
        }
        join(laying);
        RestoreFolders.delete(folder);
        events.accept(new RunEvent.StageEnded("replay WAL", "the server is open"));
    }

    /// A restore that was given up must not go on by itself.
    private static void stop(RestoredServer server, Throwable reason) {
        boolean interrupted = Thread.interrupted();
        try {
            server.stop();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Map<String, String> options(MakePlan.Made made, String restoreCommand) {
        RestorePlan plan = made.plan();
        Map<String, String> options = new LinkedHashMap<>();
        options.putAll(plan.settings());
        options.put("restore_command", restoreCommand);
        // Nobody is to look before the target is reached, and a standby wants settings as high as
        // its primary's.
        options.put("hot_standby", "off");
        options.put("timezone", "UTC");
        if (made.snapshot().facts().server().major() >= FIRST_WITH_SUMMARIES) {
            // The summarizer starts with hot standby only, and the end of recovery may wait for it.
            options.put("summarize_wal", "off");
        }
        if (System.getProperty("os.name", "").equals("Linux")) {
            // Before it replays, the server makes all files durable. They are, but it does not
            // know: one request for the file system instead of one for each of them.
            options.put("recovery_init_sync_method", "syncfs");
        }
        return options;
    }

    private void awaitPromoted(RestorePlan plan, WalPrefetch prefetch, RestoredServer server) {
        long from = plan.wal().getFirst().start().bytes();
        long total = Math.max(1, plan.walEnd().bytes() - from);
        try {
            server.awaitPromoted(
                    REPLAY_MAY_TAKE,
                    at ->
                            events.accept(
                                    new RunEvent.Progressed(
                                            "replay WAL",
                                            Math.clamp(at.bytes() - from, 0, total),
                                            total,
                                            "bytes")));
        } catch (ProblemException e) {
            Problem cause = prefetch.problem();
            if (cause != null) {
                throw new ProblemException(cause, e);
            }
            throw ProtectProblems.RECOVERY_FAILED
                    .says("the restored server did not reach %s", plan.target())
                    .what("%s: %s", e.problem().headline(), e.problem().what())
                    .kept("the vault is unchanged; the directory is kept to be looked at")
                    .remedy("%s", e.problem().remedy())
                    .asException(e);
        }
    }

    private static Restored restored(
            Snapshot snapshot,
            RestoreFolders folders,
            RestoredServer server,
            Took took,
            @Nullable Delta delta) {
        TimelineHistory history = newestHistory(folders.data());
        Lsn reached = history.parent().map(TimelineHistory.Branch::end).orElse(snapshot.stop());
        Instant last =
                ReplayLog.lastCommit(folders.log()).orElse(snapshot.facts().span().finishedAt());
        return new Restored(
                server,
                folders.data(),
                history.timeline(),
                reached,
                last,
                took.fetch(),
                took.replay(),
                delta);
    }

    /// The history that the promotion has just written says where replay ended.
    private static TimelineHistory newestHistory(Path data) {
        Path folder = data.resolve("pg_wal");
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> newest =
                    files.filter(file ->
                                    file.getFileName().toString().matches("[0-9A-F]{8}\\.history"))
                            .max(Comparator.comparing(file -> file.getFileName().toString()));
            if (newest.isEmpty()) {
                return TimelineHistory.first();
            }
            String name = newest.get().getFileName().toString();
            return TimelineHistory.parse(
                    Timeline.parseHex(name.substring(0, 8)), Files.readAllBytes(newest.get()));
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted while ending");
        }
    }
}
