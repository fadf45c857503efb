package org.cairn.postgres.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.Database;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several sessions at once change some thousand pages: every block that the WAL between two
/// backups names, as `pg_walinspect` tells, is read by the next backup, whichever way it knows what
/// changed. How much is read beyond that is printed.
final class ChangeOraclePgTest {
    private static final int SESSIONS = 3;
    private static final int ACTS = 20;
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "autovacuum", "off",
                    "fsync", "off",
                    "wal_keep_size", "8GB",
                    "max_wal_size", "512MB",
                    "checkpoint_timeout", "30s",
                    "shared_buffers", "32MB");

    @TempDir private Path folder;

    private final SeededRandom random = SeededRandom.fresh();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void everyBlockThatTheWalNamesIsRead(int major) throws Exception {
        var settings = new HashMap<>(SETTINGS);
        if (major >= 17) {
            settings.put("summarize_wal", "on");
        }
        try (var server = OwnServer.start(major, folder, settings)) {
            List<Gale> gales =
                    IntStream.range(0, SESSIONS)
                            .mapToObj(n -> new Gale(server, n, random.random().nextLong()))
                            .toList();
            for (Gale gale : gales) {
                gale.begin();
            }
            var database = new Database(server.address(), "cairn test");
            var base =
                    CopiedBackup.take(
                            database, folder.resolve("base"), () -> blow(gales, ACTS / 4));
            blow(gales, ACTS);
            var present = CopiedBackup.take(database, folder.resolve("now"), () -> {});

            WalOracle oracle = WalOracle.ask(server, major, base, present);

            assertThat(oracle.named()).as("%s", random).isGreaterThan(500);
            require(major, "positions", oracle.withPositions());
            if (major >= 17) {
                var map = ChangeStormPgTest.map(server, base, present);
                WalOracle.Comparison found = oracle.with(map);
                require(major, "summaries", found);
                assertThat(found.untouched()).as("named and not read, %s", random).isZero();
            }
        }
    }

    private void require(int major, String way, WalOracle.Comparison found) {
        System.out.printf("%s on %d, %s: %s%n", way, major, random, found);
        assertThat(found.missed()).as("missed by %s on %d, %s", way, major, random).isEmpty();
    }

    private static void blow(List<Gale> gales, int acts) {
        var _ = Tasks.map(gales, gale -> blow(gale, acts));
    }

    private static int blow(Gale gale, int acts) {
        try {
            gale.blow(acts);
            return acts;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
