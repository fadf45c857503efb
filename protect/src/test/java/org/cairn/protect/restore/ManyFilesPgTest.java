package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster of several thousand files, most of them empty or a page long; `FILES=100000
/// bench/protect/run` measures with more.
final class ManyFilesPgTest {
    private static final int PARTITIONS = 3000;
    private static final String CONTENT = "SELECT count(*) || ' ' || sum(v) FROM many";

    @TempDir private Path folder;

    @Test
    void manySmallFilesAreBackedUpSharedAndRestored() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings =
                Map.of(
                        "autovacuum", "off",
                        "summarize_wal", "on",
                        "max_locks_per_transaction", "512");
        try (var server = ProtectedServer.start(folder, 18, settings)) {
            server.run(
                    "CREATE TABLE many (id integer, v integer) PARTITION BY LIST (id)",
                    """
                    DO $$ BEGIN
                        FOR i IN 1..%d LOOP
                            EXECUTE format('CREATE TABLE many_%%s PARTITION OF many FOR VALUES IN (%%s)', i, i);
                        END LOOP;
                    END $$
                    """
                            .formatted(PARTITIONS),
                    "INSERT INTO many SELECT g, g * 7 FROM generate_series(1, %d, 2) AS g"
                            .formatted(PARTITIONS));
            Snapshot first = server.backUp();
            server.run("UPDATE many SET v = v + 1 WHERE id % 100 = 1");
            Snapshot second = server.backUp();
            assertThat(first.content().files()).isGreaterThan(PARTITIONS);
            assertThat(second.content().base()).contains(first.label());
            assertThat(second.content().changes()).isEqualTo(Changes.SUMMARIES);
            assertThat(second.content().storedBytes()).isLessThan(first.content().storedBytes());
            assertThat(second.content().readBytes()).isLessThan(first.content().logicalBytes() / 2);
            server.awaitShipped();
            server.stopStream();

            Restorer.Restored restored = server.restore("latest", folder.resolve("copy"));

            var copy = new Copy(server.address(restored.server().port()), folder.resolve("copy"));
            try {
                assertThat(copy.ask(CONTENT)).isEqualTo(server.ask(CONTENT));
            } finally {
                restored.server().stop();
            }
            copy.hasSoundPages();
            server.startStream();
        }
    }
}
