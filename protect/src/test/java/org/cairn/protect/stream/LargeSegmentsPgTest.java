package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.postgres.testing.TestServer;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Segments that are larger than what may wait for the vault: one goes into it whole, so one must
/// have room.
final class LargeSegmentsPgTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long SEGMENT = 128L << 20;

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void aJournalThatIsSetSmallerThanASegmentStillReceivesAll(Durability durability)
            throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var layout = new ServerLayout(folder.resolve("server"), TestServer.runtimeDirectory());
        var recipe =
                TestServer.recipe(18)
                        .with(
                                List.of("--wal-segsize=128"),
                                Map.of("min_wal_size", "256MB", "max_wal_size", "1GB"));
        var server = new EmbeddedServer(layout, recipe, Steps.NONE);
        var address = server.start(EventSink.NONE);
        try {
            var vault =
                    Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
            var settings =
                    new StreamSettings(
                            () -> address,
                            vault,
                            folder.resolve("journal"),
                            durability,
                            Duration.ofMillis(100),
                            ByteSize.ofMebibytes(64),
                            "cairn_large",
                            "cairn");
            try (var _ = RunningStream.start(settings)) {
                receivesTwoSegments(address, vault);
            }
        } finally {
            server.stop();
        }
    }

    private static void receivesTwoSegments(DatabaseAddress address, Vault vault)
            throws SQLException {
        OwnServer.ask(address, "SELECT pg_switch_wal()");
        OwnServer.ask(
                address,
                "SELECT count(pg_logical_emit_message(true, 'x', repeat('x', 1 << 20))::text)"
                        + " FROM generate_series(1, 80)");
        OwnServer.ask(address, "SELECT pg_switch_wal()");
        String id =
                OwnServer.ask(address, "SELECT system_identifier::text FROM pg_control_system()");
        Lsn end = Lsn.parse(OwnServer.ask(address, "SELECT pg_current_wal_flush_lsn()::text"));
        long first = end.bytes() / SEGMENT - 1;
        var segment =
                new WalRange(
                        Timeline.FIRST, new Lsn(first * SEGMENT), new Lsn((first + 1) * SEGMENT));
        long begin = System.nanoTime();
        while (vault.wal().list(id).stream()
                .noneMatch(object ->
                        object.equals(new WalObject(id, segment, WalObject.Kind.SEGMENT)))) {
            assertThat(System.nanoTime() - begin)
                    .as("waiting for %s, there is %s", segment, vault.wal().list(id))
                    .isLessThan(LIMIT.toNanos());
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
        assertThat(
                        WalCoverage.of(vault.wal().list(id).stream().map(WalObject::range).toList())
                                .gaps())
                .isEmpty();
    }
}
