package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.VaultWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that was restored into its past and goes on from there: the vault holds what was undone
/// as well, at the same positions and under the same transaction numbers.
final class BranchPgTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ROWS =
            "SELECT string_agg(a, ' ' ORDER BY a) FROM t WHERE a NOT LIKE 'fill%'";

    @TempDir private Path folder;

    private static String inserted(DatabaseAddress address, String row) {
        return ProtectedServer.ask(
                address,
                "INSERT INTO t VALUES ('%s') RETURNING pg_current_xact_id()".formatted(row));
    }

    private static void fill(DatabaseAddress address) {
        ProtectedServer.ask(
                address,
                """
                WITH filled AS (INSERT INTO t SELECT 'fill' || repeat(md5(i::text), 30)
                                  FROM generate_series(1, 3000) AS i RETURNING 1)
                SELECT count(*) FROM filled
                """);
    }

    private void ship(ProtectedServer server, DatabaseAddress copy) {
        var settings =
                StreamSettings.of(
                        () -> copy, server.vault(), folder.resolve("journal of the copy"));
        var catchUp =
                new CatchUp(
                        settings,
                        InstantSource.system(),
                        Steps.NONE,
                        EventSink.NONE,
                        StreamListener.NONE);
        Lsn end = Lsn.parse(ProtectedServer.ask(copy, "SELECT pg_current_wal_flush_lsn()::text"));
        VaultWait.await(
                settings,
                catchUp,
                server.identifier(),
                new WalRange(new Timeline(2), new Lsn(end.bytes() - 1), end),
                LIMIT);
    }

    private String restored(ProtectedServer server, String target, String into) {
        try (var running = server.restore(target, folder.resolve(into)).server()) {
            return ProtectedServer.ask(server.address(running.port()), ROWS);
        }
    }

    @Test
    void whatWasUndoneIsNeverTakenForWhatFollowed() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.run("CREATE TABLE t (a text)");
            server.backUp();
            String kept = inserted(server.address(), "1 kept");
            String undone = inserted(server.address(), "2 undone");
            String undoneToo = inserted(server.address(), "3 undone");
            fill(server.address());
            server.awaitShipped();
            Path into = folder.resolve("copy");

            try (var running = server.restore("xid:" + kept, into).server()) {
                DatabaseAddress copy = server.address(running.port());
                // A restored server looks at no number twice: what was undone has them again.
                assertThat(inserted(copy, "2 followed")).isEqualTo(undone);
                String time =
                        ProtectedServer.ask(
                                copy,
                                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
                assertThat(inserted(copy, "3 followed")).isEqualTo(undoneToo);
                ship(server, copy);

                assertThat(restored(server, "xid:" + undone, "to xid"))
                        .isEqualTo("1 kept 2 followed");
                assertThat(restored(server, time, "to time")).isEqualTo("1 kept 2 followed");
                assertThat(restored(server, "latest", "to latest"))
                        .isEqualTo("1 kept 2 followed 3 followed");
            }
        }
    }
}
