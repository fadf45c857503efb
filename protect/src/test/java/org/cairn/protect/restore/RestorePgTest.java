package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Lsn;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real servers, restored to random points while their past is known row by row.
final class RestorePgTest {
    @TempDir private Path folder;

    /// A point to restore to, and where in the log that is.
    private record Point(String target, Lsn before) {}

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRestoreHoldsEachRowThatWasCommittedBeforeThePointAndNoOther(int major) throws Exception {
        var random = SeededRandom.fresh();
        var log = new CommitLog();
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(archived());
        Files.setPosixFilePermissions(archived(), PosixFilePermissions.fromString("rw-rw-rw-"));
        try (var server =
                ProtectedServer.start(
                        folder,
                        major,
                        Map.of(
                                "wal_keep_size", "1GB",
                                "archive_mode", "on",
                                "archive_command", "pwd >>" + archived()))) {
            Snapshot first = pastOf(server, log);
            List<Point> points = points(random, log, first);
            points.add(new Point("latest", server.awaitShipped()));
            server.stopStream();
            for (int i = 0; i < points.size(); i++) {
                Point point = points.get(i);
                try {
                    check(server, point, log, folder.resolve("copy " + i));
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(point + ", " + random + ": " + e.getMessage(), e);
                }
            }
            server.startStream();
        }
    }

    /// Where each server that archives says where it lies.
    private Path archived() {
        return folder.resolve("archived");
    }

    /// A backup under load, more load, a promotion, another backup, more load.
    private Snapshot pastOf(ProtectedServer server, CommitLog log) throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        Files.setPosixFilePermissions(space, PosixFilePermissions.fromString("rwxrwxrwx"));
        server.run(
                "CREATE TABLESPACE space LOCATION '" + space + "'",
                // The stream itself is whom commits wait for.
                "ALTER SYSTEM SET synchronous_standby_names = 'cairn'",
                "SELECT pg_reload_conf()");
        Heartbeat.prepare(server, "space");
        Lsn from = server.flushed();
        Snapshot first;
        try (var _ = Heartbeat.start(server, "early")) {
            first = server.backUp();
            pause(Duration.ofSeconds(2));
        }
        log.read(server, from);
        server.awaitShipped();
        server.promote();
        Lsn second = server.flushed();
        try (var _ = Heartbeat.start(server, "late")) {
            pause(Duration.ofSeconds(1));
            server.backUp();
            pause(Duration.ofSeconds(1));
        }
        log.read(server, second);
        return first;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static List<Point> points(SeededRandom random, CommitLog log, Snapshot first) {
        List<CommitLog.End> ends = log.from(first.stop());
        List<Point> points = new ArrayList<>();
        CommitLog.End byXid = random.pick(ends);
        points.add(new Point("xid:" + byXid.xid(), byXid.end()));
        Lsn byLsn = new Lsn(random.between(first.stop().bytes(), ends.getLast().start().bytes()));
        points.add(new Point(byLsn.toString(), byLsn));
        // Exactly at a record's beginning and end: the corner cases of "before".
        CommitLog.End exact = random.pick(ends);
        points.add(new Point(exact.end().toString(), exact.end()));
        for (int i = 0; i < 2; i++) {
            CommitLog.End one = random.pick(ends.subList(0, ends.size() - 10));
            Instant instant = i == 0 ? one.at() : one.at().minusNanos(1000);
            if (instant.isBefore(first.facts().span().finishedAt())) {
                instant = ends.get(ends.size() / 2).at();
            }
            points.add(new Point(instant.toString(), firstAfter(ends, instant)));
        }
        return points;
    }

    private static Lsn firstAfter(List<CommitLog.End> ends, Instant instant) {
        return ends.stream()
                .filter(end -> end.at().isAfter(instant))
                .findFirst()
                .orElseThrow()
                .start();
    }

    private void check(ProtectedServer server, Point point, CommitLog log, Path into)
            throws Exception {
        Restorer.Restored restored = server.restore(point.target(), into);
        var copy = new Copy(server.address(restored.server().port()), into);
        try {
            assertThat(copy.rows()).as("rows").isEqualTo(log.rowsBefore(point.before()));
            assertThat(
                            copy.ask(
                                    "SELECT count(*) FROM elsewhere e FULL JOIN beat b USING (id)"
                                            + " WHERE e IS NULL OR b IS NULL"))
                    .as("the table in the tablespace has the same rows")
                    .isEqualTo("0");
            isACopyOnly(copy, into);
            copy.isSoundInside();
            assertThat(log.rowsBefore(restored.reached()))
                    .as("what is said to be reached")
                    .isEqualTo(log.rowsBefore(point.before()));
        } finally {
            restored.server().stop();
        }
        copy.hasSoundPages();
        assertThat(archived()).content().as("who archives").doesNotContain("copy");
        assertThat(into.resolveSibling(into.getFileName() + "-restore/wal")).doesNotExist();
    }

    private static void isACopyOnly(Copy copy, Path into) {
        assertThat(copy.ask("SHOW archive_mode")).isEqualTo("off");
        assertThat(copy.ask("SELECT count(*) FROM scratch")).as("unlogged rows").isEqualTo("0");
        assertThat(
                        copy.ask(
                                "SELECT pg_tablespace_location(oid) FROM pg_tablespace"
                                        + " WHERE spcname = 'space'"))
                .startsWith(into + "-tablespaces/");
        // It would wait for ever for the stream that acknowledges commits of its source.
        assertThat(copy.ask("INSERT INTO beat (session) VALUES (9) RETURNING session"))
                .isEqualTo("9");
        assertThat(copy.ask("SELECT count(*) FROM pg_stat_replication")).isEqualTo("0");
        assertThat(copy.ask("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    }
}
