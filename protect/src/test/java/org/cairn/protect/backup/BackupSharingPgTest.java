package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.SnapshotReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A second backup stores what changed and no more, and takes nothing from the first that it should
/// not.
final class BackupSharingPgTest {
    private static final BackupOptions OPTIONS =
            new BackupOptions(2, 1, false, BackupLimits.NONE, "cairn test");
    private static final int PAGE = PageCheck.PAGE_BYTES;
    private static final long MIB = 1 << 20;

    @TempDir private Path folder;
    private Vault vault;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private OwnServer start(int major) throws Exception {
        OwnServer server =
                OwnServer.start(
                        major,
                        folder,
                        major >= 17
                                ? Map.of("autovacuum", "off", "summarize_wal", "on")
                                : Map.of("autovacuum", "off"));
        server.run(
                "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 20) AS x"
                        + " FROM generate_series(1, 40000) i",
                "CREATE INDEX ON t (i)",
                "VACUUM (FREEZE) t",
                "CHECKPOINT");
        return server;
    }

    private BackupResult backUp(OwnServer server, BackupOptions options) {
        return backUp(server.address(), options);
    }

    private BackupResult backUp(DatabaseAddress address, BackupOptions options) {
        EventSink events =
                event -> {
                    if (event instanceof RunEvent.Noted(String text)) {
                        notes.add(text);
                    }
                };
        return new BackupTaker(
                        new Database(address, "cairn backup"),
                        vault.snapshots(),
                        _ -> {},
                        Steps.NONE)
                .take(options, events);
    }

    @Test
    void aBackupThatRanOutOfTimeIsNotThereAndTheNextGoesOnFromIt() throws Exception {
        var limits = new BackupLimits(ByteSize.ofMebibytes(20), 100, 100, Duration.ofSeconds(1));
        try (OwnServer server = start(18)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> backUp(server, OPTIONS.within(limits)))
                    .satisfies(e ->
                            assertThat(e.problem().code().name()).isEqualTo("backup-too-long"));
            assertThat(vault.snapshots().list()).isEmpty();

            BackupResult next = backUp(server, OPTIONS);

            assertThat(notes).last().asString().contains("frames that no backup names");
            assertThat(vault.snapshots().verify(next.snapshot()).findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void storesAsMuchAsChanged(int major) throws Exception {
        try (OwnServer server = start(major)) {
            BackupResult first = backUp(server, OPTIONS);
            assertThat(first.snapshot().content().changes()).isEqualTo(Changes.WHOLE);
            assertThat(first.logicalBytes()).isGreaterThan(40 * MIB);
            assertThat(notes)
                    .containsExactly(
                            "files are read from the data directory: the data directory is on this"
                                    + " machine",
                            "everything is read: the vault has no backup of this server yet");

            BackupResult same = backUp(server, OPTIONS);
            server.run("UPDATE t SET x = reverse(x) WHERE i % 1000 = 7");
            BackupResult little = backUp(server, OPTIONS);
            BackupResult whole = backUp(server, OPTIONS.readingAll());

            boolean summaries = major >= 17;
            assertThat(same.snapshot().content().changes())
                    .isEqualTo(summaries ? Changes.SUMMARIES : Changes.LSN);
            assertThat(notes.get(3))
                    .startsWith(
                            summaries
                                    ? "changes are found by WAL summaries since "
                                            + first.snapshot().label()
                                    : "changes are found by page LSN against "
                                            + first.snapshot().label()
                                            + ": PostgreSQL 15 makes no summaries of WAL");
            assertThat(same.storedBytes()).isLessThan(MIB / 4);
            // 40 rows on as many pages, 40 new ones at the end, the index.
            assertThat(little.storedBytes()).isBetween(1L, MIB);
            if (summaries) {
                assertThat(same.readBytes()).isLessThan(same.logicalBytes() / 10);
                assertThat(little.readBytes()).isLessThan(little.logicalBytes() / 10);
            } else {
                assertThat(little.readBytes()).isEqualTo(little.logicalBytes());
            }
            assertThat(whole.snapshot().content().reason()).isEqualTo("that was asked for");
            assertThat(whole.readBytes()).isEqualTo(whole.logicalBytes());
            // Extents that fell apart are put together again where all is read.
            assertThat(whole.storedBytes()).isLessThan(whole.logicalBytes() / 4);
            vault.snapshots()
                    .list()
                    .forEach(snapshot ->
                            assertThat(vault.snapshots().verify(snapshot).findings()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void neverTakesAPageThatWasBad(int major) throws Exception {
        try (OwnServer server = start(major)) {
            String path = server.ask("SELECT pg_relation_filepath('t')");
            Path file = server.dataDirectory().resolve(path);
            byte[] good = page(file, 3);
            byte[] bad = good.clone();
            bad[5000] ^= 1;
            write(file, 3, bad);
            BackupResult tainted = backUp(server, OPTIONS);
            write(file, 3, good);

            BackupResult healed = backUp(server, OPTIONS);

            assertThat(tainted.badPages().count()).isEqualTo(1);
            assertThat(healed.badPages().count()).isZero();
            assertThat(stored(tainted, path, 3)).isEqualTo(bad);
            assertThat(stored(healed, path, 3)).isEqualTo(good);
            assertThat(healed.storedBytes()).isLessThan(MIB / 4);

            write(file, 3, bad);
            BackupResult again = backUp(server, OPTIONS);

            if (major >= 17) {
                // Nobody read it: the good copy stays.
                assertThat(again.badPages().count()).isZero();
                assertThat(stored(again, path, 3)).isEqualTo(good);
                again = backUp(server, OPTIONS.readingAll());
            }
            assertThat(again.badPages().count()).isEqualTo(1);
            assertThat(stored(again, path, 3)).isEqualTo(bad);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void storesAgainWhatTheVaultHasLost(int major) throws Exception {
        try (OwnServer server = start(major)) {
            backUp(server, OPTIONS);
            List<Path> packs;
            try (Stream<Path> tree = Files.walk(folder.resolve("vault/packs"))) {
                packs = tree.filter(Files::isRegularFile).toList();
            }
            Files.delete(packs.getFirst());

            BackupResult second = backUp(server, OPTIONS);

            assertThat(vault.snapshots().verify(second.snapshot()).findings()).isEmpty();
            assertThat(vault.snapshots().verify(vault.snapshots().list().getFirst()).findings())
                    .hasSize(1);
        }
    }

    @Test
    void readsEverythingAfterTheServerWasRestarted() throws Exception {
        try (OwnServer server = start(15)) {
            backUp(server, OPTIONS);
            server.server().stop();

            BackupResult second = backUp(server.server().start(EventSink.NONE), OPTIONS);

            assertThat(second.snapshot().content().changes()).isEqualTo(Changes.WHOLE);
            assertThat(second.snapshot().content().reason())
                    .startsWith("the server was started at");
            assertThat(second.storedBytes()).isLessThan(second.logicalBytes() / 20);
        }
    }

    private byte[] stored(BackupResult backup, String path, int block) {
        try (SnapshotReader reader = vault.snapshots().open(backup.snapshot());
                var files = reader.files()) {
            byte[] all =
                    reader.readAll(
                            files.filter(file -> file.path().equals(path))
                                    .findFirst()
                                    .orElseThrow());
            return Arrays.copyOfRange(all, block * PAGE, (block + 1) * PAGE);
        }
    }

    private static byte[] page(Path file, int block) throws IOException {
        byte[] page = new byte[PAGE];
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek((long) block * PAGE);
            in.readFully(page);
        }
        return page;
    }

    private static void write(Path file, int block, byte[] page) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek((long) block * PAGE);
            out.write(page);
        }
    }
}
