package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Steps;
import org.cairn.protect.expire.ExpireBackups;
import org.cairn.protect.plan.ExpirePlan;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Backups of a real server expire: each that is kept is restored, and so is a moment of the
/// window; the stream goes on as if nothing had happened.
final class ExpirePgTest {
    private static final int BACKUPS = 6;
    private static final int BEGIN = 3;

    @TempDir private Path folder;

    /// A backup, how many rows the server had, and a moment after it with as many.
    private record Taken(Snapshot snapshot, int rows, Instant after) {}

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void whatIsKeptComesBack(int major) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server = ProtectedServer.start(folder, major, Map.of("autovacuum", "off"))) {
            server.run("CREATE TABLE beat (id integer, filler text)");
            List<Taken> taken = new ArrayList<>();
            for (int i = 0; i < BACKUPS; i++) {
                taken.add(backUp(server, i));
            }
            server.awaitShipped();
            Taken pinned = taken.getFirst();
            server.vault()
                    .holds()
                    .put(
                            new SnapshotHold(
                                    pinned.snapshot().objectName(),
                                    "asha",
                                    "audit",
                                    Instant.EPOCH));
            verify(server, taken.getLast().snapshot());

            ExpirePlan plan = expire(server, taken);

            assertThat(plan.removed()).hasSize(2);
            assertThat(plan.wal()).hasSizeGreaterThan(3);
            assertThat(server.vault().snapshots().list())
                    .containsExactly(
                            pinned.snapshot(),
                            taken.get(BEGIN).snapshot(),
                            taken.get(4).snapshot(),
                            taken.get(5).snapshot());
            isSound(server);
            Taken first = taken.get(BEGIN);
            comesBack(server, pinned.snapshot().stop().toString(), pinned.rows(), "pinned");
            comesBack(server, first.snapshot().stop().toString(), first.rows(), "first");
            comesBack(server, first.after().toString(), first.rows(), "moment");
            comesBack(server, "latest", BACKUPS * 3000, "latest");

            server.stopStream();
            server.startStream();
            Taken next = backUp(server, BACKUPS);
            server.awaitShipped();
            assertThat(server.vault().wal().gaps(server.identifier())).isEmpty();
            verify(server, next.snapshot());
            isSound(server);
            comesBack(server, next.snapshot().stop().toString(), next.rows(), "next");
        }
    }

    private static Taken backUp(ProtectedServer server, int i) {
        server.run(
                "INSERT INTO beat SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 2000)"
                        + " AS i");
        Snapshot snapshot = server.backUp();
        int rows = i * 3000 + 2000;
        Instant after =
                Instant.parse(
                        server.ask(
                                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        server.run(
                "SELECT pg_switch_wal()",
                "INSERT INTO beat SELECT i, 'more' FROM generate_series(1, 1000) AS i");
        return new Taken(snapshot, rows, after);
    }

    /// The window begins between the third backup and what was committed behind it.
    private static ExpirePlan expire(ProtectedServer server, List<Taken> taken) {
        Duration window =
                Duration.between(
                        taken.get(BEGIN).snapshot().facts().span().finishedAt(),
                        taken.getLast().snapshot().facts().span().finishedAt());
        var expire = new ExpireBackups(server.vault(), InstantSource.system(), Steps.NONE);
        ExpireBackups.Decision decision =
                expire.decide(server.identifier(), new Retention(window, Map.of(), 1));
        ExpireBackups.Done done = expire.execute(decision);
        assertThat(done.walObjects()).isEqualTo(decision.plan().wal().size());
        return decision.plan();
    }

    private static void verify(ProtectedServer server, Snapshot snapshot) {
        VerifyBackup.Report report =
                new VerifyBackup(server.vault(), InstantSource.system()).verify(snapshot);
        assertThat(report.findings()).isEmpty();
        assertThat(report.missingWal()).isEmpty();
        assertThat(server.vault().proofs().find(snapshot)).isEqualTo(report.proof()).isPresent();
    }

    private static void isSound(ProtectedServer server) {
        assertThat(server.vault().verify().isSound()).isTrue();
        assertThat(ServerPast.of(server.vault(), server.identifier()).holes()).isEmpty();
    }

    private void comesBack(ProtectedServer server, String target, int rows, String name) {
        Restorer.Restored restored = server.restore(target, folder.resolve("copy-" + name));
        try {
            assertThat(
                            ProtectedServer.ask(
                                    server.address(restored.server().port()),
                                    "SELECT count(*)::text FROM beat"))
                    .as(name)
                    .isEqualTo(Integer.toString(rows));
        } finally {
            restored.server().stop();
        }
    }
}
