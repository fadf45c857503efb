package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Fault;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.WalFiles;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalScanner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalStreamPgTest {
    private static final Map<Integer, PrivateServer> SERVERS = new HashMap<>();
    private static final SegmentSize SEGMENT = SegmentSize.DEFAULT;

    @TempDir private static Path temporary;

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(PrivateServer::close);
        SERVERS.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void bringsTheBytesOfTheServersFiles(int major) throws SQLException {
        PrivateServer server = server(major);
        try (Connection connection = server.connect();
                var session = ReplicationSession.open(server.address(), "cairn receiver")) {
            Lsn from = newSlot(session, "bytes");
            var receiver = new Receiver(session.stream("bytes", Timeline.FIRST, from), from);
            Lsn wanted = write(connection, 40_000_000);

            receiver.readTo(wanted, from);

            assertThat(receiver.isCaughtUp()).isTrue();
            byte[] received = receiver.received();
            byte[] expected = new byte[received.length];
            assertThat(WalFiles.of(server.data()).read(from, expected, 0, expected.length))
                    .isEqualTo(expected.length);
            assertThat(received).hasSizeGreaterThan(2 * SEGMENT.bytes()).isEqualTo(expected);
        }
    }

    /// The driver's own stream (`PGReplicationStream`) would report by itself.
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void nothingIsFlushedButWhatWasReported(int major) throws SQLException {
        PrivateServer server = server(major);
        try (Connection connection = server.connect();
                var session = ReplicationSession.open(server.address(), "cairn silent")) {
            Lsn from = newSlot(session, "silent");
            Optional<Lsn> reserved = session.findSlot("silent").orElseThrow().restart();
            var receiver = new Receiver(session.stream("silent", Timeline.FIRST, from), from);
            Lsn wanted = write(connection, 10);
            while (receiver.reached().compareTo(wanted) < 0) {
                receiver.next();
            }
            while (!(receiver.next() instanceof WalStream.Message.KeepAlive keepAlive
                    && keepAlive.replyWanted())) {
                // The server's patience is two seconds; it asks after one.
            }
            assertThat(flushed(connection, "cairn silent")).isEmpty();
            assertThat(restart(connection, "silent")).isEqualTo(reserved);

            receiver.report(from);
            receiver.readThroughKeepAlives(3, from);

            assertThat(flushed(connection, "cairn silent")).contains(from);
            assertThat(restart(connection, "silent").orElseThrow()).isLessThanOrEqualTo(from);

            receiver.report(receiver.reached());

            Optional<Lsn> all = Optional.of(receiver.reached());
            Eventually.holds(
                    "flush is reported",
                    () ->
                            flushed(connection, "cairn silent").equals(all)
                                    && restart(connection, "silent").equals(all));
            assertThat(column(connection, "cairn silent", "write_lsn")).isEqualTo(all);
            assertThat(column(connection, "cairn silent", "replay_lsn")).isEmpty();
            assertThat(
                            Sql.<Boolean>load(
                                    connection,
                                    "SELECT reply_time = '2026-01-02 03:04:05.678901+00'"
                                            + " FROM pg_stat_replication"
                                            + " WHERE application_name = 'cairn silent'",
                                    row -> row.getBoolean(1)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aReadWaitsWithoutWorkAndIsWokenByClosing(int major) throws Exception {
        PrivateServer server = server(major);
        try (Connection connection = server.connect();
                var session = ReplicationSession.open(server.address(), "cairn receiver")) {
            Lsn from = newSlot(session, "waits");
            WalStream stream = session.stream("waits", Timeline.FIRST, from);
            var receiver = new Receiver(stream, from);
            var thrown = new AtomicReference<Throwable>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> thrown.set(catchThrowable(receiver::readForEver)));
            Lsn wanted = write(connection, 10);
            Eventually.holds("read", () -> receiver.reached().compareTo(wanted) >= 0);

            var threads = ManagementFactory.getThreadMXBean();
            long before = threads.getThreadCpuTime(reader.threadId());
            LockSupport.parkNanos(500_000_000);
            long used = threads.getThreadCpuTime(reader.threadId()) - before;
            stream.close();

            assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
            assertThat(thrown.get())
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("the stream of WAL was closed");
            assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(50));
            assertThatThrownBy(session::identify)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(PostgresProblems.DATABASE_LOST));
            // The slot is free again as soon as the server has noticed.
            Eventually.holds(
                    "the slot is free",
                    () ->
                            Sql.<Boolean>load(
                                    connection,
                                    "SELECT NOT active FROM pg_replication_slots"
                                            + " WHERE slot_name = 'waits'",
                                    row -> row.getBoolean(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aServerThatFallsSilentIsLost(int major) throws SQLException, IOException {
        PrivateServer server = server(major);
        try (Connection connection = server.connect();
                var session = ReplicationSession.open(server.address(), "cairn frozen")) {
            Lsn from = newSlot(session, "frozen");
            var receiver = new Receiver(session.stream("frozen", Timeline.FIRST, from), from);
            receiver.readTo(write(connection, 10), from);
            long pid =
                    Sql.load(
                            connection,
                            "SELECT pid FROM pg_stat_replication"
                                    + " WHERE application_name = 'cairn frozen'",
                            row -> row.getLong(1));
            signal("-STOP", pid);
            try {
                assertThat(problemOf(receiver::readForEver).code())
                        .isEqualTo(PostgresProblems.DATABASE_LOST);
            } finally {
                signal("-CONT", pid);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aServerThatStopsSendsAllOfItsWalFirst(int major) throws SQLException {
        PrivateServer server = server(major);
        try (var session = ReplicationSession.open(server.address(), "cairn receiver");
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Lsn from = newSlot(session, "stops");
            var receiver = new Receiver(session.stream("stops", Timeline.FIRST, from), from);
            // A walsender that has answered and not begun yet is ended like any other session.
            receiver.readTo(from.plusBytes(1), from);
            Future<Problem> problem = executor.submit(() -> problemOf(receiver::readForEver));

            server.stop();

            assertThat(Tasks.await(problem).code()).isEqualTo(PostgresProblems.DATABASE_LOST);
            assertThat(Tasks.await(problem).code().fault()).isEqualTo(Fault.OUTSIDE);
            var scanner = new WalScanner(WalFiles.of(server.data()), SEGMENT, from);
            assertThat(receiver.reached()).isEqualTo(scanner.findEnd());
        } finally {
            server.restart();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void walThatTheServerHasRemovedIsAGap(int major) throws SQLException {
        PrivateServer server = server(major);
        try (Connection connection = server.connect();
                var session = ReplicationSession.open(server.address(), "cairn receiver")) {
            Lsn from = newSlot(session, "late");
            Sql.execute(connection, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
            Sql.execute(connection, "SELECT pg_reload_conf()");
            write(connection, 60_000_000);
            // The checkpointer learns of the setting in its own time.
            Eventually.holds(
                    "the slot is given up",
                    () -> {
                        Sql.execute(connection, "CHECKPOINT");
                        return restart(connection, "late").isEmpty();
                    });

            assertThat(session.findSlot("late").orElseThrow().restart()).isEmpty();
            Problem lost = problemOf(() -> session.stream("late", Timeline.FIRST, from).read());
            assertThat(lost.code()).isEqualTo(PostgresProblems.WAL_REMOVED);
            assertThat(lost.code().exitCode()).isEqualTo(21);

            try (var other = ReplicationSession.open(server.address(), "cairn receiver")) {
                newSlot(other, "anew");
                Problem gone = problemOf(() -> other.stream("anew", Timeline.FIRST, from).read());
                assertThat(gone.code()).isEqualTo(PostgresProblems.WAL_REMOVED);
                assertThat(gone.headline())
                        .isEqualTo("the server has removed WAL that was not received");
                assertThat(gone.what())
                        .matches(
                                "requested WAL segment [0-9A-F]{24} has already been removed \\[58P01]");
            }
        }
    }

    /// Makes a slot and gives the start of the segment that it keeps.
    private static Lsn newSlot(ReplicationSession session, String name) {
        session.createSlot(name);
        return SEGMENT.startOf(session.findSlot(name).orElseThrow().restart().orElseThrow());
    }

    /// Writes about that many bytes of WAL and says where they end.
    private static Lsn write(Connection connection, int bytes) {
        Sql.load(
                connection,
                "SELECT pg_logical_emit_message(true, 'test', repeat('x', ?))::text",
                row -> row.getString(1),
                bytes);
        return PrivateServer.flushed(connection);
    }

    private static Optional<Lsn> flushed(Connection connection, String name) {
        return column(connection, name, "flush_lsn");
    }

    private static Optional<Lsn> column(Connection connection, String name, String column) {
        return Sql.load(
                connection,
                "SELECT " + column + "::text FROM pg_stat_replication WHERE application_name = ?",
                row -> Optional.ofNullable(row.getString(1)).map(Lsn::parse),
                name);
    }

    private static Optional<Lsn> restart(Connection connection, String slot) {
        return Sql.load(
                connection,
                "SELECT restart_lsn::text FROM pg_replication_slots WHERE slot_name = ?",
                row -> Optional.ofNullable(row.getString(1)).map(Lsn::parse),
                slot);
    }

    private static Problem problemOf(Runnable act) {
        try {
            act.run();
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("no problem");
    }

    private static void signal(String signal, long pid) throws IOException {
        new ProcessBuilder("sh", "-c", "kill %s %d".formatted(signal, pid)).start().onExit().join();
    }

    private static PrivateServer server(int major) {
        return SERVERS.computeIfAbsent(
                major,
                m ->
                        PrivateServer.start(
                                temporary.resolve("pg" + m),
                                m,
                                Map.of(
                                        "wal_sender_timeout", "2s",
                                        "max_slot_wal_keep_size", "-1",
                                        "autovacuum", "off")));
    }
}
