package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TransactionEnd;
import org.cairn.postgres.wal.WalScanner;
import org.cairn.postgres.wal.WalSource;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.testkit.RunningJvm;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A stream that is halted at each of its steps and killed at any moment, while commits wait for
/// it: what a client was told to be committed is in vault and journal each time, and in the end
/// there is no gap and no byte that the server has not written.
final class StreamCrashTest {
    private static final List<String> STEPS =
            List.of(
                    "stream.history-durable",
                    "stream.journal-appended",
                    "stream.journal-forced",
                    "stream.reported",
                    "stream.fragment-durable",
                    "stream.segment-durable",
                    "stream.journal-released",
                    "vault.wal-durable",
                    "vault.fragments-removed");
    private static final int KILLS = 12;
    private static final Timeline TWO = new Timeline(2);

    @TempDir private Path place;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void losesNothingThatWasAcknowledged(Durability durability) throws IOException {
        SeededRandom random = SeededRandom.fresh();
        try (var server = StreamedServer.start(place, 18, Map.of("wal_keep_size", "4GB"))) {
            // So that there is a history as well.
            server.promote();
            try (var client = SynchronousClient.start(server)) {
                for (String step : STEPS) {
                    int times = step.endsWith("history-durable") ? 1 : random.between(1, 3);
                    try (var child =
                            StreamChild.of(place, server, durability, step, times).start()) {
                        assertThat(child.await(Duration.ofSeconds(60)).exitCode())
                                .as(step)
                                .isEqualTo(StreamChild.HALTED);
                    }
                    check(server, client.committed(), step);
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    try (var child = StreamChild.of(place, server, durability, "-", 1).start()) {
                        killAfter(child, random.between(500, 1_500));
                    }
                    check(server, client.committed(), random + ", kill " + kill);
                }
                finish(server, client, durability);
            }
        }
    }

    @Test
    void losesNothingWhereFilesOfTheJournalCannotGrow() throws IOException {
        try (var server = StreamedServer.start(place, 18, Map.of("wal_keep_size", "4GB"))) {
            server.promote();
            try (var client = SynchronousClient.start(server)) {
                for (int kibibytes : List.of(300, 700)) {
                    int before = client.committed().size();
                    try (var child = StreamChild.limited(place, server, kibibytes).start()) {
                        awaitMore(client, before + 200, child);
                        child.kill();
                    }
                    check(server, client.committed(), "files of " + kibibytes + " KiB");
                }
                finish(server, client, Durability.LOCAL);
            }
        }
    }

    private static void awaitMore(SynchronousClient client, int count, RunningJvm child) {
        long begin = System.nanoTime();
        while (client.committed().size() < count) {
            assertThat(System.nanoTime() - begin)
                    .as(child.stderr())
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void killAfter(RunningJvm child, int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        assertThat(child.isAlive()).as(child.stderr()).isTrue();
        child.kill();
    }

    private void finish(StreamedServer server, SynchronousClient client, Durability durability) {
        String id = server.systemIdentifier();
        Vault vault = vault();
        StreamSettings settings =
                StreamSettings.of(server::address, vault, place.resolve("wal")).with(durability);
        try (var stream = RunningStream.start(settings)) {
            stream.awaitConnected();
            client.finish();
            stream.awaitShipped(server.flushed());
            stream.stop();
        }
        assertThat(client.committed()).hasSizeGreaterThan(50);
        assertThat(vault.wal().gaps(id)).isEmpty();
        assertThat(VaultWait.coverage(vault, id).stretches(TWO)).hasSize(1);
        WalRange held = VaultWait.coverage(vault, id).stretches(TWO).getFirst();
        assertThat(StreamedWal.ofVault(vault, id, held))
                .isEqualTo(StreamedWal.ofServer(server, held));
        assertThat(vault.verify()).matches(found -> found.isSound(), "is sound");
    }

    private Vault vault() {
        return Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    /// Looks as the next process would, at a copy: nothing is forgiven that only a restart heals.
    private void check(StreamedServer server, Set<Integer> acknowledged, String when)
            throws IOException {
        String id = server.systemIdentifier();
        Path copy = Files.createDirectories(place.resolve("copy").resolve(id));
        Path journal = Files.createDirectories(place.resolve("wal").resolve(id));
        try (var files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (WalJournal held =
                WalJournal.open(
                        place.resolve("copy"),
                        id,
                        StreamedServer.SEGMENTS,
                        InstantSource.system(),
                        Steps.NONE)) {
            assertThat(held.damages()).as(when).isEmpty();
            assertThat(commits(id, held)).as(when).containsAll(acknowledged);
        } finally {
            delete(copy);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private Set<Integer> commits(String id, WalJournal journal) {
        Vault vault = vault();
        List<WalRange> stretches =
                VaultWait.coverage(vault, id).with(journal.ranges()).stretches(TWO);
        if (stretches.isEmpty()) {
            return Set.of();
        }
        assertThat(stretches).hasSize(1);
        WalRange stretch = stretches.getFirst();
        byte[] bytes = bytes(vault, id, journal, stretch);
        var scanner =
                new WalScanner(
                        source(stretch.start(), bytes), StreamedServer.SEGMENTS, stretch.start());
        Set<Integer> commits = new HashSet<>();
        for (Optional<TransactionEnd> end = scanner.nextTransactionEnd();
                end.isPresent();
                end = scanner.nextTransactionEnd()) {
            if (end.get().kind() == TransactionEnd.Kind.COMMIT) {
                commits.add(end.get().xid());
            }
        }
        return commits;
    }

    private static byte[] bytes(Vault vault, String id, WalJournal journal, WalRange stretch) {
        byte[] bytes = new byte[(int) stretch.lengthBytes()];
        for (WalRange stored : VaultWait.coverage(vault, id).stretches(TWO)) {
            copy(StreamedWal.ofVault(vault, id, stored), stored.start(), stretch.start(), bytes);
        }
        for (WalRange held : WalCoverage.of(journal.ranges()).stretches(TWO)) {
            copy(Journals.read(journal, held), held.start(), stretch.start(), bytes);
        }
        return bytes;
    }

    private static void copy(byte[] part, Lsn at, Lsn start, byte[] target) {
        System.arraycopy(part, 0, target, (int) (at.bytes() - start.bytes()), part.length);
    }

    private static WalSource source(Lsn start, byte[] bytes) {
        return (at, target, offset, length) -> {
            long from = at.bytes() - start.bytes();
            int count = (int) Math.min(length, bytes.length - from);
            if (count > 0) {
                System.arraycopy(bytes, (int) from, target, offset, count);
            }
            return count;
        };
    }
}
