package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Steps;
import org.cairn.protect.expire.ExpireBackups;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of two backups of a real server the one that began first ends last, and all that the other does
/// not need expires between: it comes back all the same.
final class OverlappingBackupsPgTest {
    @TempDir private Path folder;

    @Test
    void theOneThatBeganFirstKeepsItsWal() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server = ProtectedServer.start(folder, 18, Map.of("autovacuum", "off"))) {
            server.run("CREATE TABLE beat (id integer, filler text)");
            grow(server);
            Snapshot old = server.backUp();
            grow(server);
            var quick = new AtomicReference<Snapshot>();

            Snapshot slow =
                    server.backUp(step -> {
                        if (step.equals("backup.files-read") && quick.get() == null) {
                            quick.set(old);
                            quick.set(meanwhile(server));
                        }
                    });

            assertThat(slow.start()).isLessThan(quick.get().start());
            assertThat(quick.get().stop()).isLessThan(slow.stop());
            assertThat(server.vault().snapshots().list()).containsExactly(quick.get(), slow);
            assertThat(server.vault().snapshots().walNeeds()).isEmpty();
            server.awaitShipped();
            VerifyBackup.Report report =
                    new VerifyBackup(server.vault(), InstantSource.system()).verify(slow);
            assertThat(report.findings()).isEmpty();
            assertThat(report.missingWal()).isEmpty();
            comesBack(server, slow);
        }
    }

    private static void grow(ProtectedServer server) {
        server.run(
                "INSERT INTO beat SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 2000)"
                        + " AS i",
                "SELECT pg_switch_wal()");
    }

    private static Snapshot meanwhile(ProtectedServer server) {
        grow(server);
        Snapshot quick = server.backUp();
        // The vault's own time must be behind the end of the backup, else what was before stays
        // too.
        grow(server);
        server.awaitShipped();
        new VerifyBackup(server.vault(), InstantSource.system()).verify(quick);
        var expire = new ExpireBackups(server.vault(), InstantSource.system(), Steps.NONE);
        ExpireBackups.Decision decision =
                expire.decide(server.identifier(), Retention.parse("min 1"));

        ExpireBackups.Done done = expire.execute(decision);

        assertThat(decision.plan().waiting()).hasSize(1);
        assertThat(done.removed()).hasSize(1);
        assertThat(done.walObjects()).isPositive();
        return quick;
    }

    private void comesBack(ProtectedServer server, Snapshot slow) {
        MakePlan.Made made = server.plan(slow.stop().toString());
        assertThat(made.plan().base().snapshot()).isEqualTo(slow.label());
        Restorer.Restored restored =
                server.restore(made, folder.resolve("copy"), org.cairn.kernel.EventSink.NONE);
        try {
            assertThat(
                            ProtectedServer.ask(
                                    server.address(restored.server().port()),
                                    "SELECT count(*)::text FROM beat"))
                    .isEqualTo("8000");
        } finally {
            restored.server().stop();
        }
    }
}
