package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.Vault;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A vault that takes nothing for a while.
final class StreamPressurePgTest {
    @TempDir private Path place;
    private StreamedServer server;
    private FaultyStore store;
    private Vault vault;
    private StreamSettings settings;

    @BeforeEach
    void start() {
        server = StreamedServer.start(place, 18);
        store = FaultyStore.over(FileStore.create(place.resolve("vault"), clock()));
        vault = Vault.openOrCreate(store, VaultAccess.CLEAR, clock(), Steps.NONE);
        settings =
                StreamSettings.of(server::address, vault, place.resolve("wal"))
                        .withShipEvery(Duration.ofMillis(20));
    }

    @AfterEach
    void stop() {
        store.makeRoom();
        server.close();
    }

    private static InstantSource clock() {
        return InstantSource.system();
    }

    private void beSynchronous(RunningStream stream) {
        server.execute(
                "CREATE TABLE vote (i int)",
                "ALTER SYSTEM SET synchronous_standby_names = 'cairn'",
                "SELECT pg_reload_conf()");
        stream.await(
                "synchronous",
                () -> server.ask("SELECT max(sync_state) FROM pg_stat_replication").equals("sync"));
    }

    private FutureTask<Boolean> vote() {
        var vote = new FutureTask<>(() -> server.execute("INSERT INTO vote VALUES (1)"), true);
        Thread.ofVirtual().start(vote);
        return vote;
    }

    private WalRange held() {
        return VaultWait.coverage(vault, server.systemIdentifier())
                .stretches(Timeline.FIRST)
                .getFirst();
    }

    @Test
    void localCommitsGoOnAndTheJournalKeepsThemWhileTheVaultIsFull() throws Exception {
        try (var stream = RunningStream.start(settings)) {
            stream.awaitConnected();
            beSynchronous(stream);
            stream.awaitShipped(server.flushed());
            store.fill();

            for (int i = 0; i < 5; i++) {
                vote().get(30, TimeUnit.SECONDS);
            }
            server.work(2);

            stream.await("hindered", () -> stream.status().problem() != null);
            Problem problem = Objects.requireNonNull(stream.status().problem());
            assertThat(problem.code().name()).isEqualTo("vault-full");
            store.makeRoom();
            stream.awaitShipped(server.flushed());
            stream.await("well again", () -> stream.status().problem() == null);
            assertThat(stream.notes)
                    .filteredOn(note -> note.startsWith("WAL waits for the vault"))
                    .hasSize(1);
        }
    }

    @Test
    void remoteCommitsWaitForTheVault() throws Exception {
        try (var stream = RunningStream.start(settings.with(Durability.REMOTE))) {
            stream.awaitConnected();
            beSynchronous(stream);
            vote().get(30, TimeUnit.SECONDS);
            store.fill();
            FutureTask<Boolean> waiting = vote();

            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> waiting.get(1, TimeUnit.SECONDS));
            store.makeRoom();

            waiting.get(30, TimeUnit.SECONDS);
            vote().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void receivesNoMoreThanTheJournalMayHoldAndLosesNothing() {
        long max = 3 << 20;
        try (var stream = RunningStream.start(settings.withJournalMax(new ByteSize(max)))) {
            stream.awaitConnected();
            server.work(1);
            stream.awaitShipped(server.flushed());
            store.fill();

            server.work(12);
            Lsn end = server.flushed();
            stream.await("at its limit", () -> journalBytes() >= max);
            stream.await("hindered", () -> stream.status().problem() != null);

            assertThat(journalBytes()).isLessThan(max + (2 << 20));
            store.makeRoom();
            stream.awaitShipped(end);
            assertThat(held().end()).isGreaterThanOrEqualTo(end);
            assertThat(stream.gaps).isEmpty();
        }
    }

    private long journalBytes() {
        return WalJournal.look(place.resolve("wal"), server.systemIdentifier()).stream()
                .mapToLong(WalRange::lengthBytes)
                .sum();
    }

    @Test
    void theJournalIsShippedWhenTheServerIsGone() {
        Lsn end;
        String id = server.systemIdentifier();
        try (var stream = RunningStream.start(settings)) {
            stream.awaitConnected();
            server.work(1);
            stream.awaitShipped(server.flushed());
            store.fill();
            server.work(2);
            end = server.flushed();
            stream.await(
                    "durable",
                    () -> {
                        Lsn durable = stream.status().durable();
                        return durable != null && durable.compareTo(end) >= 0;
                    });
        }
        server.close();
        store.makeRoom();

        new CatchUp(settings, clock(), Steps.NONE, _ -> {}, StreamListener.NONE).shipJournal();

        WalRange held = VaultWait.coverage(vault, id).stretches(Timeline.FIRST).getFirst();
        assertThat(held.end()).isGreaterThanOrEqualTo(end);
        assertThat(StreamedWal.ofVault(vault, id, held))
                .isEqualTo(StreamedWal.ofServer(server, held));
    }
}
