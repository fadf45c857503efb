package org.cairn.protect.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.BackupRights;
import org.cairn.postgres.backup.BackupSession;
import org.cairn.postgres.backup.BackupSession.Stopped;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.backup.Listing;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.change.ServerStanding;
import org.cairn.postgres.summary.StandingQuery;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotWriter;

/// Takes backups of a server: of its files on this machine, or over SQL where they are elsewhere.
///
/// The order is law: announce from where on WAL will be needed, start, list, read all files, read
/// the control file, stop, wait until the WAL in between is durable, commit the snapshot. Before
/// the commit nothing is visible; a crash leaves packs that nobody names. The steps announced are
/// `backup.started`, `backup.files-read`, `backup.stopped`, `backup.wal-durable`, and those of
/// [SnapshotWriter]. Safe for any thread; two backups at once are two snapshots.
public final class BackupTaker {
    private static final String READING = "read server";
    private static final String WAITING = "wait for WAL";

    private final Database database;
    private final SnapshotArchive snapshots;
    private final WalDurability wal;
    private final Steps steps;

    public BackupTaker(
            Database database, SnapshotArchive snapshots, WalDurability wal, Steps steps) {
        this.database = database;
        this.snapshots = snapshots;
        this.wal = wal;
        this.steps = steps;
    }

    /// Takes a backup; the snapshot is durable when it returns.
    ///
    /// Problems: those of a session and of the store; `backup-on-standby`, `backup-settings-wrong`,
    /// `backup-grants-missing`, `data-directory-unreadable`, `data-directory-other`,
    /// `data-directory-link`, `tablespace-inside-data`, `control-file-damaged`,
    /// `backup-file-vanished`, and those of [WalDurability]. A damaged page is none: it is noted,
    /// and the snapshot is tainted.
    public BackupResult take(BackupOptions options, EventSink events) {
        long begin = System.nanoTime();
        try (Connection connection = database.connect();
                SnapshotWriter writer = snapshots.writer(options.level())) {
            writer.leave(options.leave());
            BackupRights.requireToBegin(connection);
            ServerFacts facts = ServerFacts.ask(connection);
            requireSettings(facts);
            var server = new ChosenFiles.Server(database, connection, facts);
            ChosenFiles chosen = ChosenFiles.before(options.source(), server);
            BackupSession.Position position = BackupSession.position(connection);
            // Before the start, so that no expiry can miss both this and the snapshot: decision
            // 0019.
            writer.needWal(facts.systemIdentifier(), position.timeline(), position.at());
            Snapshot snapshot;
            try (BackupSession session = BackupSession.start(connection, options.tool())) {
                steps.reached("backup.started");
                requireAnnounced(position, session.started());
                ChosenFiles sure = chosen.sure(options.source(), server, session.started().start());
                snapshot = take(session, writer, new Source(connection, sure), options, events);
            }
            return new BackupResult(snapshot, Duration.ofNanos(System.nanoTime() - begin));
        } catch (SQLException e) {
            throw SqlProblems.of("close the session of a backup", e);
        }
    }

    /// A server does not step back, nor onto another timeline, under a connection.
    private static void requireAnnounced(
            BackupSession.Position position, BackupSession.Started started) {
        if (!started.timeline().equals(position.timeline())
                || started.start().compareTo(position.at()) < 0) {
            throw new IllegalStateException(
                    "announced WAL from %s and started at %s".formatted(position, started));
        }
    }

    /// Where a backup comes from.
    private record Source(Connection connection, ChosenFiles chosen) {}

    private Snapshot take(
            BackupSession session,
            SnapshotWriter writer,
            Source source,
            BackupOptions options,
            EventSink events) {
        BackupFiles server = source.chosen().files();
        events.accept(new RunEvent.Noted(source.chosen().text()));
        // Asked again: the tablespaces of a moment after the start are the ones that count.
        ServerFacts facts = ServerFacts.ask(source.connection());
        Listing listing = server.list(facts);
        listing.leftOut().forEach(what -> events.accept(new RunEvent.Noted("left out: " + what)));
        ServerStanding standing = StandingQuery.standing(source.connection());
        ChangePlan changes =
                new ChangeFinder(source.connection(), facts, writer, standing, wal)
                        .find(
                                snapshots.survey().snapshots(),
                                new ChangeFinder.Present(
                                        session.started(),
                                        server,
                                        listing.totalBytes(),
                                        options.whole()));
        events.accept(new RunEvent.Noted(changes.text()));
        adopt(writer, events);

        events.accept(new RunEvent.StageBegun(READING));
        var progress = new CaptureProgress(READING, listing.totalBytes(), events);
        var suspects = new SuspectPages();
        var guard = new PageGuard(suspects, facts.dataChecksums());
        var pace = new Pace(options.limits(), new ThisHost());
        var capture =
                new Capture(
                        new CaptureSource(server, listing.files(), changes, guard, pace, progress));
        List<SnapshotFile> files = new ArrayList<>(capture.run(writer, options.threads()));
        byte[] control = server.readControlFile();
        files.add(controlFile(listing, control, writer));
        steps.reached("backup.files-read");

        Stopped stopped = session.stop();
        steps.reached("backup.stopped");
        BadPages bad = suspects.resolve(session.started().start(), stopped.stop());
        events.accept(new RunEvent.StageEnded(READING, summary(listing, capture) + paused(pace)));
        note(bad, events);

        events.accept(new RunEvent.StageBegun(WAITING));
        wal.await(session.range(stopped));
        steps.reached("backup.wal-durable");
        events.accept(new RunEvent.StageEnded(WAITING, session.range(stopped) + " is durable"));

        var description = new Description(facts, standing, session, stopped);
        return writer.commit(
                description.facts(control, bad, options.tool()),
                changes.origin(source.chosen().from()),
                capture.readBytes() + control.length,
                description.counting(files));
    }

    private static void adopt(SnapshotWriter writer, EventSink events) {
        int adopted = writer.adopt();
        if (adopted > 0) {
            events.accept(
                    new RunEvent.Noted(
                            "%d frames that no backup names are here to be used"
                                    .formatted(adopted)));
        }
    }

    private static SnapshotFile controlFile(
            Listing listing, byte[] control, SnapshotWriter writer) {
        DataFile listed =
                listing.files().stream()
                        .filter(BackupFiles::isControlFile)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no control file was listed"));
        try (SnapshotLane lane = writer.lane()) {
            return new SnapshotFile(
                    SnapshotFile.Kind.CONTROL,
                    listed.path(),
                    listed.mode(),
                    listed.modified(),
                    writer.pieces().stored(lane.store(control, 0, control.length)).build());
        }
    }

    private static String summary(Listing listing, Capture capture) {
        long files = listing.files().stream().filter(DataFile::isFile).count();
        return "%d files, %s: %s were read, %s are shared with the backup before"
                .formatted(
                        files,
                        new ByteSize(listing.totalBytes()),
                        new ByteSize(capture.readBytes()),
                        new ByteSize(capture.sharedBytes()));
    }

    private static String paused(Pace pace) {
        long seconds = pace.paused().toSeconds();
        return seconds == 0 ? "" : "; its threads paused for %d s".formatted(seconds);
    }

    private static void note(BadPages bad, EventSink events) {
        if (bad.count() > 0) {
            BadPages.BadPage first = bad.first().getFirst();
            events.accept(
                    new RunEvent.Noted(
                            "damaged pages on the server's disk: %d, the first is page %d of %s"
                                    .formatted(bad.count(), first.block(), first.path())));
        }
    }

    /// Looks whether the server's settings let it be backed up at all. Problems:
    /// `backup-settings-wrong`, `backup-grants-missing`.
    public static void requireSettings(Connection connection) {
        BackupRights.requireToBegin(connection);
        requireSettings(ServerFacts.ask(connection));
    }

    private static void requireSettings(ServerFacts facts) {
        if (!facts.fullPageWrites()) {
            throw wrong("full_page_writes is off", "a page may be read half written", "on");
        }
        if (facts.walLevel().equals("minimal")) {
            throw wrong("wal_level is minimal", "the WAL lacks what a recovery needs", "replica");
        }
    }

    private static RuntimeException wrong(String what, String why, String value) {
        return ProtectProblems.BACKUP_SETTINGS_WRONG
                .says("the server cannot be backed up as it is set")
                .what("%s: %s", what, why)
                .kept("nothing was begun")
                .remedy("Set it to %s in postgresql.conf and restart the server.", value)
                .asException();
    }
}
