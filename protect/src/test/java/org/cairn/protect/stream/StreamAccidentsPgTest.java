package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens to servers, and what a stream makes of it.
final class StreamAccidentsPgTest {
    private static final Timeline TWO = new Timeline(2);

    @TempDir private Path place;

    private Vault vault() {
        return Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private StreamSettings settings(StreamedServer server) {
        return StreamSettings.of(server::address, vault(), place.resolve("wal"))
                .withShipEvery(Duration.ofMillis(50));
    }

    private List<WalRange> stretches(String server, Timeline timeline) {
        return VaultWait.coverage(vault(), server).stretches(timeline);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void goesOnAfterTheServerCrashed(int major) {
        try (var server = StreamedServer.start(place, major, Map.of("wal_keep_size", "1GB"));
                var stream = RunningStream.start(settings(server))) {
            String id = server.systemIdentifier();
            stream.awaitConnected();
            server.work(2);

            server.kill();
            stream.await("lost", () -> !stream.losses.isEmpty());
            assertThat(stream.status().problem()).isNotNull();
            server.restart();
            server.work(2);

            stream.awaitShipped(server.flushed());
            stream.stop();
            assertThat(stream.gaps).isEmpty();
            assertThat(stream.notes)
                    .as("said once, however many attempts it took")
                    .filteredOn(note -> note.startsWith("WAL is not received"))
                    .hasSizeBetween(1, 2);
            WalRange held = stretches(id, Timeline.FIRST).getFirst();
            assertThat(stretches(id, Timeline.FIRST)).hasSize(1);
            assertThat(StreamedWal.ofVault(vault(), id, held))
                    .isEqualTo(StreamedWal.ofServer(server, held));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void followsTheServerToItsNextTimeline(int major) {
        try (var server = StreamedServer.start(place, major, Map.of("wal_keep_size", "1GB"))) {
            String id = server.systemIdentifier();
            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitConnected();
                server.work(1);
                stream.awaitShipped(server.flushed());
            }
            // What comes now is received when the server has left this timeline already.
            server.work(2);
            server.promote();
            server.work(1);
            try (var stream = RunningStream.start(settings(server))) {
                stream.await("on the next", () -> TWO.equals(stream.status().timeline()));
                stream.awaitShipped(server.flushed());
                server.promote();
                stream.await(
                        "on the third", () -> new Timeline(3).equals(stream.status().timeline()));
                server.work(1);
                stream.awaitShipped(server.flushed());
                stream.stop();
                assertThat(stream.gaps).isEmpty();
            }

            assertThat(vault().wal().histories(id)).containsExactly(TWO, new Timeline(3));
            var history =
                    TimelineHistory.parse(
                            new Timeline(3),
                            vault().wal().findHistory(id, new Timeline(3)).orElseThrow());
            for (TimelineHistory.Branch branch : history.branches()) {
                WalRange held = stretches(id, branch.parent()).getFirst();
                assertThat(held.end()).isEqualTo(branch.end());
                assertThat(StreamedWal.ofVault(vault(), id, held))
                        .isEqualTo(StreamedWal.ofServer(server, held));
            }
            WalRange last = stretches(id, new Timeline(3)).getFirst();
            assertThat(StreamedWal.ofVault(vault(), id, last))
                    .isEqualTo(StreamedWal.ofServer(server, last));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void recordsAGapWhenTheServerHasRemovedWal(int major) {
        try (var server = StreamedServer.start(place, major)) {
            String id = server.systemIdentifier();
            StreamSettings settings = settings(server);
            try (var stream = RunningStream.start(settings)) {
                stream.awaitConnected();
                server.work(1);
                stream.awaitShipped(server.flushed());
            }
            Lsn end = stretches(id, Timeline.FIRST).getFirst().end();
            server.execute("SELECT pg_drop_replication_slot('" + settings.slot() + "')");
            loseWal(server);
            try (var stream = RunningStream.start(settings)) {
                server.work(1);
                stream.awaitShipped(server.flushed());
                stream.stop();

                assertThat(vault().wal().gaps(id)).isEqualTo(stream.gaps).hasSize(1);
                assertThat(stream.notes)
                        .anyMatch(note -> note.contains("was gone; it is made again"))
                        .anyMatch(note -> note.startsWith("WAL is missing for good: "));
            }
            checkGap(id, end);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void recordsAGapWhenTheServerHasGivenTheSlotUp(int major) {
        try (var server =
                StreamedServer.start(place, major, Map.of("max_slot_wal_keep_size", "2MB"))) {
            String id = server.systemIdentifier();
            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitConnected();
                server.work(1);
                stream.awaitShipped(server.flushed());
            }
            Lsn end = stretches(id, Timeline.FIRST).getFirst().end();
            loseWal(server);
            assertThat(server.ask("SELECT max(wal_status) FROM pg_replication_slots"))
                    .isEqualTo("lost");
            try (var stream = RunningStream.start(settings(server))) {
                server.work(1);
                stream.awaitShipped(server.flushed());
                stream.stop();
                assertThat(stream.gaps).hasSize(1);
            }
            assertThat(server.ask("SELECT max(wal_status) FROM pg_replication_slots"))
                    .isNotEqualTo("lost");
            checkGap(id, end);
        }
    }

    private static void loseWal(StreamedServer server) {
        for (int i = 0; i < 3; i++) {
            server.work(8);
            server.execute("SELECT pg_switch_wal()", "CHECKPOINT");
        }
    }

    private void checkGap(String id, Lsn end) {
        WalGap gap = vault().wal().gaps(id).getFirst();
        assertThat(gap.missing().start()).isEqualTo(end);
        assertThat(gap.reason()).contains("removed");
        List<WalRange> stretches = stretches(id, Timeline.FIRST);
        assertThat(stretches).hasSize(2);
        assertThat(stretches.getLast().start()).isEqualTo(gap.missing().end());
        assertThat(StreamedServer.SEGMENTS.isBoundary(gap.missing().end())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void letsTheServerStopAndHasAllOfItsWal(int major) {
        // What was received would be recycled by the last checkpoint, and is compared here.
        Map<String, String> kept = Map.of("wal_keep_size", "512MB");
        try (var server = StreamedServer.start(place, major, kept);
                var stream = RunningStream.start(settings(server).with(Durability.REMOTE))) {
            String id = server.systemIdentifier();
            stream.awaitConnected();
            server.work(3);
            long begin = System.nanoTime();

            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(20));
            stream.await("lost", () -> !stream.losses.isEmpty());
            stream.stop();
            WalRange held = stretches(id, Timeline.FIRST).getFirst();
            Lsn before = held.end();
            // The checkpoint of the shutdown was the last record: the next one follows it.
            assertThat(StreamedWal.ofVault(vault(), id, held))
                    .isEqualTo(StreamedWal.ofServer(server, held));
            server.restart();
            assertThat(Lsn.parse(server.ask("SELECT checkpoint_lsn FROM pg_control_checkpoint()")))
                    .isLessThan(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {18})
    void refusesASecondStreamAndACopyThatWasPutBack(int major) throws IOException {
        try (var server = StreamedServer.start(place, major)) {
            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitConnected();
                try (var second = RunningStream.start(settings(server))) {
                    assertThat(second.awaitFailure().code().name()).isEqualTo("stream-running");
                }
            }
            server.stop();
            Path old = copy(server.data(), place.resolve("old"));
            server.restart();
            server.promote();
            try (var stream = RunningStream.start(settings(server))) {
                stream.await("on the next", () -> TWO.equals(stream.status().timeline()));
                stream.awaitShipped(server.flushed());
            }
            server.stop();
            Files.move(server.data(), place.resolve("promoted"));
            Files.move(old, server.data());
            server.restart();
            List<WalObject> before = vault().wal().list(server.systemIdentifier());

            try (var stream = RunningStream.start(settings(server))) {
                Problem problem = stream.awaitFailure();

                assertThat(problem.code().name()).isEqualTo("timeline-conflict");
                assertThat(problem.headline())
                        .isEqualTo("the server is on timeline 1, the vault on 2 of another past");
                assertThat(problem.remedy()).contains("a copy that was restored");
            }
            assertThat(vault().wal().list(server.systemIdentifier())).isEqualTo(before);
        }
    }

    /// A data directory that was put back and has written past the end of what was received: only
    /// the bytes tell its past from ours.
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void refusesACopyThatHasPassedUsOnTheSameTimeline(int major) throws IOException {
        try (var server = StreamedServer.start(place, major)) {
            server.stop();
            Path old = copy(server.data(), place.resolve("old"));
            server.restart();
            Lsn held;
            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitConnected();
                server.work(3);
                held = server.flushed();
                stream.awaitShipped(held);
            }
            server.stop();
            Files.move(server.data(), place.resolve("original"));
            Files.move(old, server.data());
            server.restart();
            server.execute("CREATE TABLE other AS SELECT 1 AS n");
            while (server.flushed().compareTo(held.plusBytes(100_000)) < 0) {
                server.execute("INSERT INTO other SELECT generate_series(1, 20000)");
            }

            try (var stream = RunningStream.start(settings(server))) {
                Problem problem = stream.awaitFailure();

                assertThat(problem.code().name()).isEqualTo("wal-diverged");
                assertThat(problem.headline())
                        .isEqualTo("the server has other WAL than was received from it");
            }
        }
    }

    /// What was received ends with a segment, so nothing of the next one can be compared.
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void refusesACopyThatHasPassedUsAtTheBorderOfASegment(int major) throws IOException {
        try (var server = StreamedServer.start(place, major)) {
            server.stop();
            Path old = copy(server.data(), place.resolve("old"));
            server.restart();
            server.execute("CREATE TABLE ours AS SELECT 1 AS n");
            Lsn held = streamToABorder(server);
            server.stop();
            Files.move(server.data(), place.resolve("original"));
            Files.move(old, server.data());
            server.restart();
            server.execute("CREATE TABLE other AS SELECT generate_series(1, 20) AS n");
            while (server.flushed().compareTo(held) <= 0) {
                server.execute("INSERT INTO other VALUES (1)", "SELECT pg_switch_wal()");
            }
            server.execute("INSERT INTO other VALUES (2)");
            List<WalObject> before = vault().wal().list(server.systemIdentifier());

            try (var stream = RunningStream.start(settings(server))) {
                assertThat(stream.awaitFailure().code().name()).isEqualTo("wal-diverged");
            }
            assertThat(vault().wal().list(server.systemIdentifier())).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void goesOnAtABorderWhenTheServerHasRemovedTheSegmentBefore(int major) {
        try (var server = StreamedServer.start(place, major)) {
            String id = server.systemIdentifier();
            Lsn held = streamToABorder(server);
            server.execute("INSERT INTO work VALUES ('a')", "SELECT pg_switch_wal()", "CHECKPOINT");
            server.execute("INSERT INTO work VALUES ('b')", "SELECT pg_switch_wal()", "CHECKPOINT");
            assertThat(server.walFile(Timeline.FIRST, new Lsn(held.bytes() - 1))).doesNotExist();

            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitShipped(server.flushed());
                stream.stop();
                assertThat(stream.gaps).isEmpty();
            }
            assertThat(stretches(id, Timeline.FIRST)).hasSize(1);
        }
    }

    private Lsn streamToABorder(StreamedServer server) {
        try (var stream = RunningStream.start(settings(server))) {
            stream.awaitConnected();
            server.work(1);
            server.execute("CHECKPOINT", "SELECT pg_switch_wal()");
            stream.awaitShipped(server.flushed());
        }
        return stretches(server.systemIdentifier(), Timeline.FIRST).getFirst().end();
    }

    @ParameterizedTest
    @ValueSource(ints = {18})
    void refusesACopyThatIsBehindOnTheSameTimeline(int major) throws IOException {
        try (var server = StreamedServer.start(place, major)) {
            server.stop();
            Path old = copy(server.data(), place.resolve("old"));
            server.restart();
            try (var stream = RunningStream.start(settings(server))) {
                stream.awaitConnected();
                server.work(3);
                stream.awaitShipped(server.flushed());
            }
            server.stop();
            Files.move(server.data(), place.resolve("original"));
            Files.move(old, server.data());
            server.restart();

            try (var stream = RunningStream.start(settings(server))) {
                assertThat(stream.awaitFailure().code().name()).isEqualTo("wal-diverged");
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        int exit;
        try {
            exit =
                    new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                            .inheritIO()
                            .start()
                            .waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(exit).isZero();
        return to;
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void catchesUpWithMoreWalThanTheJournalHasRoomFor(int major) {
        try (var server = StreamedServer.start(place, major, Map.of("max_wal_size", "1GB"))) {
            StreamSettings settings = settings(server).withJournalMax(new ByteSize(1 << 20));
            var catchUp =
                    new CatchUp(
                            settings,
                            InstantSource.system(),
                            Steps.NONE,
                            _ -> {},
                            StreamListener.NONE);
            catchUp.upToNow();
            server.work(12);
            Lsn end = server.flushed();

            CatchUp.Result result = catchUp.upToNow();

            assertThat(result.end()).isGreaterThanOrEqualTo(end);
            assertThat(stretches(server.systemIdentifier(), Timeline.FIRST)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {18})
    void catchesUpWhenNobodyStreams(int major) {
        try (var server = StreamedServer.start(place, major)) {
            String id = server.systemIdentifier();
            StreamSettings settings = settings(server);
            var catchUp =
                    new CatchUp(
                            settings,
                            InstantSource.system(),
                            Steps.NONE,
                            _ -> {},
                            StreamListener.NONE);
            catchUp.upToNow();
            server.work(3);
            Lsn end = server.flushed();

            CatchUp.Result result = catchUp.upToNow();

            assertThat(result.systemIdentifier()).isEqualTo(id);
            assertThat(result.end()).isGreaterThanOrEqualTo(end);
            assertThat(stretches(id, Timeline.FIRST).getFirst().end()).isEqualTo(result.end());

            server.work(1);
            var range = new WalRange(Timeline.FIRST, end, server.flushed());
            VaultWait.await(settings, catchUp, id, range, Duration.ofSeconds(1));
            assertThat(VaultWait.coverage(vault(), id).covers(range)).isTrue();

            try (var stream = RunningStream.start(settings)) {
                stream.awaitConnected();
                assertThatThrownBy(catchUp::upToNow)
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e ->
                                        assertThat(e.problem().code().name())
                                                .isEqualTo("stream-running"));
                server.work(1);
                var more = new WalRange(Timeline.FIRST, end, server.flushed());
                VaultWait.await(settings, catchUp, id, more, Duration.ofSeconds(30));
                assertThat(VaultWait.coverage(vault(), id).covers(more)).isTrue();
                var never = new WalRange(Timeline.FIRST, end, new Lsn(1L << 40));
                assertThatThrownBy(() ->
                                VaultWait.await(
                                        settings, catchUp, id, never, Duration.ofMillis(300)))
                        .hasMessageContaining("catch-up-slow");
            }
        }
    }
}
