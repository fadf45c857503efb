package org.cairn.postgres.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.change.Soundness;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.change.WholeReason;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.testing.PrivateServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where positions of pages lie, and that it is known.
final class PositionsPgTest {
    private static final int PAGE = 8192;
    private static final int FLAGS_AT = 10;
    private static final int ALL_VISIBLE = 4;

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    @AutoClose
    private PrivateServer server;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aDatabaseMadeByFileCopyOverAnOldNumberKeepsOldPositionsAndIsKnown(int major)
            throws Exception {
        start(major);
        run("CREATE DATABASE d OID = 50000 TEMPLATE template0");
        inTemplate("CREATE TABLE more AS SELECT g FROM generate_series(1, 20000) AS g");
        CopiedBackup base = take("base");
        run(
                "DROP DATABASE d",
                "CREATE DATABASE d OID = 50000 TEMPLATE template1 STRATEGY file_copy");
        CopiedBackup now = take("now");
        var scan = PositionScan.since(base.standing(), now.databases(), 131_072);
        var pages = PageChange.since(base.range().start());

        int silent = 0;
        for (String path : now.sizes().keySet()) {
            if (path.matches("base/50000/\\d+") && base.sizes().containsKey(path)) {
                silent += silentChanges(pages, base.bytes(path), now.bytes(path));
                assertThat(scan.decide(path, now.sizes().get(path), base.sizes().get(path)))
                        .isEqualTo(new PositionScan.FileScan.Whole(WholeReason.DATABASE_REMADE));
            }
        }

        assertThat(silent).as("pages that only the row in pg_database gives away").isPositive();
        assertThat(Composition.byPositions(base, now).missed()).isEmpty();
        assertThat(scan.decide("base/5/1259", PAGE, (long) PAGE))
                .isEqualTo(new PositionScan.FileScan.ByPosition(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void withoutChecksumsAPageBecomesAllVisibleAndKeepsItsPosition(int major) throws Exception {
        start(major);
        server.stop();
        switchChecksumsOff();
        server.restart();
        run("CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 50000) AS g");
        run("SELECT count(*) FROM t");
        CopiedBackup base = take("base");
        run("VACUUM t");
        CopiedBackup now = take("now");
        String path = path("t");

        byte[] before = base.bytes(path);
        byte[] after = now.bytes(path);

        assertThat(silentChanges(PageChange.since(base.range().start()), before, after))
                .isGreaterThan(100);
        assertThat(before[FLAGS_AT] & ALL_VISIBLE).isZero();
        assertThat(after[FLAGS_AT] & ALL_VISIBLE).isEqualTo(ALL_VISIBLE);
        assertThat(Soundness.ofPositions(base.asBase(), now.asPresent()))
                .isEqualTo(
                        new Soundness.Unsound(
                                "without checksums of pages and without wal_log_hints, pages change"
                                        + " and keep their position"));
        if (major >= 17) {
            assertThat(missedBySummaries(base, now)).noneMatch(page -> page.startsWith(path + " "));
        }
    }

    private Set<String> missedBySummaries(CopiedBackup base, CopiedBackup now) throws Exception {
        try (Connection connection = server.connect()) {
            var answer =
                    new WalSummaries(connection, Duration.ofMinutes(2))
                            .along(WalRoute.between(base.asBase(), now.asPresent()), 131_072);
            assertThat(answer).isInstanceOf(WalSummaries.Answer.Covered.class);
            var map = ((WalSummaries.Answer.Covered) answer).map();
            return Composition.bySummaries(base, now, map).missed().keySet();
        }
    }

    /// How many pages differ although their position says that they did not change.
    private static int silentChanges(PageChange pages, byte[] before, byte[] now) {
        int silent = 0;
        for (int at = 0; at < Math.min(before.length, now.length); at += PAGE) {
            boolean differs = !Arrays.equals(before, at, at + PAGE, now, at, at + PAGE);
            silent += differs && !pages.isChanged(now, at) ? 1 : 0;
        }
        return silent;
    }

    private void start(int major) {
        var settings = new HashMap<>(Map.of("autovacuum", "off"));
        if (major >= 17) {
            settings.put("summarize_wal", "on");
        }
        server = PrivateServer.start(folder.resolve("server"), major, settings);
    }

    /// What `pg_checksums --disable` does; the servers of tests come without it.
    private void switchChecksumsOff() throws Exception {
        Path file = server.data().resolve("global/pg_control");
        ByteBuffer control =
                ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int crcAt = control.getInt(8) == 1800 ? 292 : 288;
        control.putInt(252, 0);
        var crc = new CRC32C();
        crc.update(control.array(), 0, crcAt);
        control.putInt(crcAt, (int) crc.getValue());
        Files.write(file, control.array());
    }

    private CopiedBackup take(String name) throws Exception {
        return CopiedBackup.take(
                new Database(server.address(), "cairn test"), folder.resolve(name), () -> {});
    }

    private String path(String table) throws Exception {
        try (Connection connection = server.connect()) {
            return Sql.load(
                    connection,
                    "SELECT pg_relation_filepath(?::regclass)",
                    row -> row.getString(1),
                    table);
        }
    }

    private void inTemplate(String statement) throws Exception {
        var address =
                new DatabaseAddress(
                        server.address().url().replaceAll("/[^/]+$", "/template1"),
                        server.address().user(),
                        server.address().password());
        try (Connection connection = new Database(address, "cairn test").connect()) {
            Sql.execute(connection, statement);
        }
    }

    private void run(String... statements) throws Exception {
        try (Connection connection = server.connect()) {
            for (String statement : statements) {
                Sql.execute(connection, statement);
            }
        }
    }
}
