package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.vault.Vault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stream that accompanies an act, as a backup has one.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class CompanionStreamPgTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path place;
    private Vault vault;

    @BeforeEach
    void openVault() {
        vault = Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private StreamSettings settings(StreamedServer server) {
        // So long that only being asked for makes WAL go to the vault.
        return StreamSettings.of(server::address, vault, place.resolve("wal"))
                .withShipEvery(Duration.ofHours(1));
    }

    private Optional<CompanionStream> begin(StreamSettings settings) {
        return CompanionStream.begin(
                vault,
                PATIENCE,
                listener ->
                        new WalStreaming(
                                settings, InstantSource.system(), Steps.NONE, _ -> {}, listener));
    }

    private WalRange from(Lsn start, StreamedServer server) {
        return new WalRange(Timeline.FIRST, start, server.flushed());
    }

    @Test
    void bringsWhatIsAskedForWithoutWaitingForItsTurn() {
        try (var server = StreamedServer.start(place, 18)) {
            String id = server.systemIdentifier();
            try (CompanionStream stream = begin(settings(server)).orElseThrow()) {
                Lsn start = server.flushed();
                server.work(2);
                WalRange first = from(start, server);
                stream.await(id, first);
                assertThat(VaultWait.coverage(vault, id).covers(first)).isTrue();

                server.work(1);
                WalRange second = from(first.end(), server);
                stream.await(id, second);
                assertThat(VaultWait.coverage(vault, id).covers(second)).isTrue();
            }
            assertThat(JournalLock.isFree(place.resolve("wal")))
                    .as("others may stream again")
                    .isTrue();
        }
    }

    @Test
    void leavesTheStreamToWhoeverHasIt() {
        try (var server = StreamedServer.start(place, 18);
                var other = RunningStream.start(settings(server))) {
            other.awaitConnected();
            assertThat(begin(settings(server))).isEmpty();
            other.stop();
        }
    }

    @Test
    void goesOnWhenItsConnectionWasCut() {
        try (var server = StreamedServer.start(place, 18)) {
            String id = server.systemIdentifier();
            try (CompanionStream stream = begin(settings(server)).orElseThrow()) {
                Lsn start = server.flushed();
                server.work(1);
                server.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_replication",
                        "SELECT pg_switch_wal()");
                server.work(1);
                WalRange all = from(start, server);

                stream.await(id, all);

                assertThat(VaultWait.coverage(vault, id).covers(all)).isTrue();
            }
        }
    }

    @Test
    void givesUpWhenTheServerIsGoneForGood() {
        try (var server = StreamedServer.start(place, 18)) {
            String id = server.systemIdentifier();
            try (CompanionStream stream = begin(settings(server)).orElseThrow()) {
                Lsn start = server.flushed();
                server.kill();
                var more = new WalRange(Timeline.FIRST, start, new Lsn(1L << 40));
                assertThatThrownBy(() -> stream.await(id, more))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e ->
                                        assertThat(e.problem().code().name())
                                                .isEqualTo("database-unreachable"));
            }
        }
    }

    @Test
    void saysAtOnceThatTheRoleMayNotStream() {
        try (var server = StreamedServer.start(place, 18)) {
            server.execute("CREATE ROLE reader LOGIN PASSWORD 'x'");
            DatabaseAddress address = server.address();
            StreamSettings settings =
                    StreamSettings.of(
                            () -> new DatabaseAddress(address.url(), "reader", new Secret("x")),
                            vault,
                            place.resolve("wal"));
            assertThatThrownBy(() -> begin(settings))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code().name())
                                            .isEqualTo("replication-refused"));
            assertThat(JournalLock.isFree(place.resolve("wal"))).isTrue();
        }
    }
}
