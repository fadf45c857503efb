package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.vault.Vault;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SparsePack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packs that are mostly dead go by way of the next backup.
final class RepackPgTest {
    private static final BackupOptions OPTIONS =
            new BackupOptions(2, 1, false, BackupLimits.NONE, "cairn test");

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private static OwnServer start(int major, Path folder) throws Exception {
        OwnServer server =
                OwnServer.start(
                        major,
                        folder,
                        major >= 17
                                ? Map.of("autovacuum", "off", "summarize_wal", "on")
                                : Map.of("autovacuum", "off"));
        // Rows of their own text, so that no frame is like another.
        server.run(
                "CREATE TABLE t AS SELECT i, (SELECT string_agg(md5((i * 50 + j)::text), '')"
                        + " FROM generate_series(1, 20) j) AS x FROM generate_series(1, 60000) i",
                "VACUUM (FREEZE) t",
                "CHECKPOINT");
        return server;
    }

    private BackupResult backUp(OwnServer server, BackupOptions options) {
        return new BackupTaker(
                        new Database(server.address(), "cairn backup"),
                        vault.snapshots(),
                        _ -> {},
                        Steps.NONE)
                .take(options, _ -> {});
    }

    /// Whether a snapshot needs one of these packs.
    private static boolean needsAny(Snapshot snapshot, Set<PackId> packs) {
        return packs.stream().anyMatch(snapshot.content()::needs);
    }

    private boolean isThere(PackId pack) {
        return Files.exists(folder.resolve("vault").resolve(pack.objectName()));
    }

    /// What the files of relations hold, by their paths.
    private Map<String, Sha256> relations(Snapshot snapshot) {
        Map<String, Sha256> relations = new HashMap<>();
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            files.filter(file -> file.kind() == SnapshotFile.Kind.RELATION)
                    .forEach(file -> relations.put(file.path(), Sha256.of(reader.readAll(file))));
        }
        return relations;
    }

    /// On 15 pages are told by their position, on 18 by a map.
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void whatIsLiveInAMostlyDeadPackIsStoredAnewAndThePackGoesWithItsBackups(int major)
            throws Exception {
        try (OwnServer server = start(major, folder)) {
            Snapshot first = backUp(server, OPTIONS).snapshot();
            // Most of the table is written elsewhere; every fourth page stays as it was.
            server.run(
                    "DELETE FROM t WHERE i % 44 < 33 AND i > 12000",
                    "VACUUM (FREEZE) t",
                    "UPDATE t SET x = reverse(x) WHERE i > 12000",
                    "CHECKPOINT");
            Snapshot second = backUp(server, OPTIONS).snapshot();
            assertThat(vault.snapshots().sparse())
                    .as("as long as the first backup is there, all of it is needed")
                    .isEmpty();

            vault.snapshots().remove(first);
            List<SparsePack> sparse = vault.snapshots().sparse();
            Set<PackId> leave = sparse.stream().map(SparsePack::id).collect(Collectors.toSet());
            assertThat(leave).isNotEmpty().allMatch(first.content()::needs);
            assertThat(sparse)
                    .allSatisfy(pack ->
                            assertThat(2 * pack.liveBytes()).isBetween(1L, pack.plainBytes()));

            BackupResult third = backUp(server, OPTIONS.leaving(leave));
            assertThat(needsAny(third.snapshot(), leave)).isFalse();
            assertThat(third.storedBytes())
                    .as("what is stored anew is what was live, and not whole tables")
                    .isBetween(1L, 2 * sparse.stream().mapToLong(SparsePack::liveBytes).sum());
            assertThat(vault.snapshots().verify(third.snapshot()).findings()).isEmpty();
            Map<String, Sha256> before = relations(second);
            relations(third.snapshot())
                    .forEach((path, bytes) ->
                            assertThat(bytes).as(path).isEqualTo(before.get(path)));

            assertThat(leave).allMatch(this::isThere);
            vault.snapshots().remove(second);
            vault.sweeper().sweep(Duration.ZERO);
            assertThat(leave).noneMatch(this::isThere);
            assertThat(vault.snapshots().verify(third.snapshot()).findings()).isEmpty();
            assertThat(vault.snapshots().sparse()).isEmpty();
        }
    }
}
