package org.cairn.postgres.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.LoggedChanges;
import org.cairn.postgres.change.Soundness;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.server.RestoredServer;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.WalFiles;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalScanner;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to tell changes against what changed on the disk, against what PostgreSQL says of its
/// WAL, and by backups put together and restored.
final class ChangeStormPgTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "autovacuum", "off",
                    "max_prepared_transactions", "10",
                    "wal_keep_size", "4GB",
                    "shared_buffers", "16MB",
                    "full_page_writes", "on");

    @TempDir private Path folder;

    private final SeededRandom random = SeededRandom.fresh();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void noChangedPageIsMissed(int major) throws Exception {
        System.out.printf("change storm on %d: %s%n", major, random);
        Path space = Files.createDirectory(folder.resolve("space"));
        try (var server = OwnServer.start(major, folder, settings(major))) {
            var storm = new Storm(server, space, random);
            var database = new Database(server.address(), "cairn test");
            storm.blow(5);
            var base = CopiedBackup.take(database, folder.resolve("base"), () -> storm.blow(4));
            storm.blowAll();

            var quiet = CopiedBackup.take(database, folder.resolve("quiet"), () -> {});

            assertThat(Soundness.ofPositions(base.asBase(), quiet.asPresent()))
                    .isInstanceOf(Soundness.Sound.class);
            assertNoneMissed("positions", Composition.byPositions(base, quiet));
            if (major >= 17) {
                ChangeMap map = map(server, base, quiet);
                assertNoneMissed("summaries", Composition.bySummaries(base, quiet, map));
                assertKnowsEveryBlockOfTheWal(server, map, base, quiet);
            }
            ChangeMap logged = logged(server, base, quiet);
            assertNoneMissed("log", Composition.bySummaries(base, quiet, logged));
            if (major >= 17) {
                assertKnowsEveryBlockOfTheWal(server, logged, base, quiet);
            }
            var present = CopiedBackup.take(database, folder.resolve("now"), () -> storm.blow(6));
            assertRestores(server, "positions", Composition.byPositions(base, present));
            if (major >= 17) {
                ChangeMap map = map(server, base, present);
                assertRestores(server, "summaries", Composition.bySummaries(base, present, map));
            }
            logged = logged(server, base, present);
            assertRestores(server, "log", Composition.bySummaries(base, present, logged));
        }
    }

    private static Map<String, String> settings(int major) {
        var settings = new HashMap<>(SETTINGS);
        if (major >= 17) {
            settings.put("summarize_wal", "on");
        }
        return settings;
    }

    static ChangeMap map(OwnServer server, CopiedBackup base, CopiedBackup present)
            throws Exception {
        try (Connection connection = server.connect()) {
            var answer =
                    new WalSummaries(connection, LIMIT)
                            .along(
                                    WalRoute.between(base.asBase(), present.asPresent()),
                                    CopiedBackup.BLOCKS_PER_FILE);
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(answer).isInstanceOf(WalSummaries.Answer.Covered.class);
            return ((WalSummaries.Answer.Covered) answer).map();
        }
    }

    /// Out of the WAL that the server itself still has.
    private static ChangeMap logged(OwnServer server, CopiedBackup base, CopiedBackup present) {
        var scanner =
                new WalScanner(
                        WalFiles.of(server.dataDirectory()),
                        SegmentSize.DEFAULT,
                        base.range().start());
        return LoggedChanges.read(scanner, present.range().start(), CopiedBackup.BLOCKS_PER_FILE)
                .orElseThrow()
                .map();
    }

    private void assertNoneMissed(String way, Composition composition) throws Exception {
        var missed = composition.missed();
        System.out.printf("%s, %s: %s%n", way, random, composition.decisions());
        assertThat(missed).as("missed by %s, %s", way, random).isEmpty();
    }

    private void assertKnowsEveryBlockOfTheWal(
            OwnServer server, ChangeMap map, CopiedBackup base, CopiedBackup present)
            throws Exception {
        WalOracle oracle = WalOracle.ask(server, 18, base, present);
        assertThat(oracle.named()).isGreaterThan(100);
        WalOracle.Comparison found = oracle.with(map);
        System.out.printf("walinspect, %s: %s%n", random, found);
        assertThat(found.missed()).as("missed by summaries, %s", random).isEmpty();
        assertThat(found.untouched()).as("named and not read, %s", random).isZero();
    }

    /// The backup, put together and recovered to the end of the WAL, holds what the server holds.
    private void assertRestores(OwnServer origin, String way, Composition composition)
            throws Exception {
        Path data = Files.createDirectory(folder.resolve("restored-" + way));
        Path wal = folder.resolve("wal-" + way);
        int major = Integer.parseInt(origin.ask("SHOW server_version_num")) / 10_000;
        try (var server =
                RestoredServer.on(data, OwnServer.programs(major), folder.resolve(way + ".log"))) {
            compose(origin, composition, data, wal);
            server.own(data);
            server.start(
                    Map.of(
                            "restore_command",
                            "cp \"%s/%%f\" \"%%p\"".formatted(wal),
                            "allow_in_place_tablespaces",
                            "on",
                            "recovery_target_action",
                            "promote"));
            server.awaitPromoted(LIMIT, _ -> {});
            var restored = origin.address("cairn", server.port());
            assertThat(Contents.of(restored))
                    .as("by %s, %s", way, random)
                    .isEqualTo(Contents.of(origin.address()));
            for (String name : databases(origin)) {
                assertThat(Contents.broken(origin.address(name, server.port())))
                        .as("%s by %s, %s", name, way, random)
                        .isEmpty();
            }
        }
    }

    private static void compose(OwnServer origin, Composition composition, Path data, Path wal)
            throws Exception {
        composition.writeTo(data);
        for (String empty :
                List.of(
                        "pg_wal",
                        "pg_wal/archive_status",
                        "pg_notify",
                        "pg_replslot",
                        "pg_serial",
                        "pg_snapshots",
                        "pg_subtrans",
                        "pg_dynshmem",
                        "pg_stat_tmp",
                        "pg_stat",
                        "pg_twophase",
                        "pg_commit_ts",
                        "pg_tblspc",
                        "pg_logical",
                        "pg_logical/snapshots",
                        "pg_logical/mappings")) {
            Files.createDirectories(data.resolve(empty));
        }
        Files.createFile(data.resolve("recovery.signal"));
        origin.run("SELECT pg_switch_wal()");
        Files.createDirectories(wal);
        try (Stream<Path> files = Files.list(origin.dataDirectory().resolve("pg_wal"))) {
            for (Path file :
                    files.filter(f -> f.getFileName().toString().matches("[0-9A-F]{24}"))
                            .toList()) {
                Files.copy(file, wal.resolve(file.getFileName()));
            }
        }
    }

    private static List<String> databases(OwnServer server) throws Exception {
        try (Connection connection = server.connect()) {
            return Sql.list(
                    connection,
                    "SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1",
                    row -> row.getString(1));
        }
    }
}
