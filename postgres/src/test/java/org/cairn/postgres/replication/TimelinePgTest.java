package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.WalFiles;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.WalScanner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/// A server that was promoted twice and is on its third timeline.
final class TimelinePgTest {
    private static final Timeline SECOND = new Timeline(2);
    private static final Timeline THIRD = new Timeline(3);
    private static final Map<Integer, Promoted> SERVERS = new HashMap<>();

    @TempDir private static Path temporary;

    /// @param from the start of the segment that its slot keeps
    private record Promoted(PrivateServer server, Lsn from) {
        ReplicationSession session() {
            return ReplicationSession.open(server.address(), "cairn receiver");
        }

        byte[] bytes(Timeline timeline, Lsn from, Lsn end) {
            var files =
                    new WalFiles(server.data().resolve("pg_wal"), SegmentSize.DEFAULT, timeline);
            byte[] bytes = new byte[Math.toIntExact(end.bytes() - from.bytes())];
            assertThat(files.read(from, bytes, 0, bytes.length)).isEqualTo(bytes.length);
            return bytes;
        }

        byte[] historyFile(Timeline timeline) {
            try {
                return Files.readAllBytes(
                        server.data().resolve("pg_wal/" + timeline.hex() + ".history"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(promoted -> promoted.server().close());
        SERVERS.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void followsTheTimelinesOfAPromotedServerInOneSession(int major) {
        Promoted promoted = promoted(major);
        try (ReplicationSession session = promoted.session()) {
            assertThat(session.identify().timeline()).isEqualTo(THIRD);

            Lsn first = readTimeline(promoted, session, Timeline.FIRST, promoted.from());
            Lsn second = readTimeline(promoted, session, SECOND, first);

            byte[] text = session.history(THIRD);
            assertThat(text).isEqualTo(promoted.historyFile(THIRD));
            assertThat(session.history(SECOND)).isEqualTo(promoted.historyFile(SECOND));
            TimelineHistory history = TimelineHistory.parse(THIRD, text);
            assertThat(history.endOf(Timeline.FIRST)).contains(first);
            assertThat(history.parent()).contains(new TimelineHistory.Branch(SECOND, second));

            Lsn end = session.identify().flushed();
            try (WalStream stream = session.stream("old", THIRD, second)) {
                var receiver = new Receiver(stream, second);
                receiver.readTo(end, second);
                assertThat(receiver.received()).isEqualTo(promoted.bytes(THIRD, second, end));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aTimelineThatEndsWhereTheStreamBeginsHasEnded(int major) {
        try (ReplicationSession session = promoted(major).session()) {
            Lsn end = TimelineHistory.parse(THIRD, session.history(THIRD)).endOf(SECOND).get();
            try (WalStream stream = session.stream("old", SECOND, end)) {
                assertThat(stream.read()).isEqualTo(new WalStream.Message.TimelineEnded(end));
                assertThat(stream.read()).isEqualTo(new WalStream.Message.TimelineEnded(end));
            }
            assertThat(session.identify().timeline()).isEqualTo(THIRD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void walThatIsNotInTheServersHistoryIsRefused(int major) {
        Promoted promoted = promoted(major);
        try (ReplicationSession session = promoted.session()) {
            Lsn end =
                    TimelineHistory.parse(THIRD, session.history(THIRD))
                            .endOf(Timeline.FIRST)
                            .get();
            Lsn flushed = session.identify().flushed();

            assertThat(refusal(session, Timeline.FIRST, end.plusBytes(8)))
                    .isEqualTo(
                            "asked for %s on timeline 1; the server left that timeline at %s"
                                    .formatted(end.plusBytes(8), end));
            assertThat(refusal(session, THIRD, flushed.plusBytes(1 << 20)))
                    .endsWith("the server has WAL only up to " + flushed);
            assertThat(refusal(session, new Timeline(4), promoted.from()))
                    .endsWith("the server is on timeline 3, which does not come from that one");
            assertThat(session.identify().timeline()).isEqualTo(THIRD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theScannerReadsAcrossTheBorderOfTimelines(int major) {
        Promoted promoted = promoted(major);
        try (ReplicationSession session = promoted.session()) {
            Lsn flushed = session.identify().flushed();
            var files =
                    new WalFiles(
                            promoted.server().data().resolve("pg_wal"), SegmentSize.DEFAULT, THIRD);

            var scanner =
                    new WalScanner(
                            files, SegmentSize.DEFAULT, SegmentSize.DEFAULT.startOf(flushed));

            assertThat(scanner.findEnd()).isGreaterThanOrEqualTo(flushed);
        }
    }

    /// Why [ReplicationSession#stream] asks for the end of the timeline before it begins: the
    /// driver reads over the server's CopyDone, which waits for ours, and drops the row with the
    /// next timeline.
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theDriverItselfDoesNotTellThatATimelineEnded(int major) throws Exception {
        Promoted promoted = promoted(major);
        Lsn end =
                TimelineHistory.parse(SECOND, promoted.historyFile(SECOND))
                        .endOf(Timeline.FIRST)
                        .get();
        try (Connection connection =
                new Database(promoted.server().address(), "cairn driver").connectForReplication()) {
            var copy =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyDual(
                                    "START_REPLICATION SLOT \"old\" PHYSICAL %s TIMELINE 1"
                                            .formatted(promoted.from()));
            long left = end.bytes() - promoted.from().bytes();
            while (left > 0) {
                byte[] message = Objects.requireNonNull(copy.readFromCopy());
                left -= message[0] == 'w' ? message.length - 25 : 0;
            }
            assertThat(left).isZero();
            var more = new AtomicReference<byte[]>();
            Thread reader = Thread.ofVirtual().start(() -> readInto(copy, more));

            // The server asks whether we live after half of its patience, and that comes through.
            reader.join();

            assertThat(more.get()).isNotNull();
            assertThat(more.get()[0]).isEqualTo((byte) 'k');
            assertThat(copy.isActive()).isTrue();
            copy.endCopy();
            assertThat(copy.isActive()).isFalse();
        }
    }

    private static void readInto(
            org.postgresql.copy.CopyDual copy, AtomicReference<byte[]> target) {
        try {
            target.set(Objects.requireNonNull(copy.readFromCopy()));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// Reads all of a timeline, compares it with the files, and gives its end.
    private static Lsn readTimeline(
            Promoted promoted, ReplicationSession session, Timeline timeline, Lsn from) {
        try (WalStream stream = session.stream("old", timeline, from)) {
            var receiver = new Receiver(stream, from);
            while (true) {
                if (receiver.next() instanceof WalStream.Message.TimelineEnded(Lsn end)) {
                    assertThat(receiver.reached()).isEqualTo(end);
                    assertThat(receiver.received())
                            .isNotEmpty()
                            .isEqualTo(promoted.bytes(timeline, from, end));
                    return end;
                }
            }
        }
    }

    private static String refusal(ReplicationSession session, Timeline timeline, Lsn from) {
        try (WalStream _ = session.stream("old", timeline, from)) {
            throw new AssertionError("it streams");
        } catch (ProblemException e) {
            Problem problem = e.problem();
            assertThat(problem.code()).isEqualTo(PostgresProblems.WAL_DIVERGED);
            return problem.what();
        }
    }

    private static Promoted promoted(int major) {
        return SERVERS.computeIfAbsent(
                major,
                m -> {
                    PrivateServer server =
                            PrivateServer.start(
                                    temporary.resolve("pg" + m),
                                    m,
                                    Map.of("wal_sender_timeout", "2s", "autovacuum", "off"));
                    Lsn from;
                    try (var session = ReplicationSession.open(server.address(), "x")) {
                        session.createSlot("old");
                        from =
                                SegmentSize.DEFAULT.startOf(
                                        session.findSlot("old").get().restart().get());
                    }
                    server.promote();
                    try (Connection connection = server.connect()) {
                        Sql.execute(
                                connection, "CREATE TABLE t AS SELECT generate_series(1, 200000)");
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                    server.promote();
                    return new Promoted(server, from);
                });
    }
}
