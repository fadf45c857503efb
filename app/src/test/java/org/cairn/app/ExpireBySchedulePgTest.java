package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A project with a retention: `serve` reads each scheduled backup back and lets the others go.
final class ExpireBySchedulePgTest {
    @TempDir private Path folder;

    private static final String DECLARED =
            """
            protect: {ship_every: 200ms, retention: min 2}
            schedules:
              - {backup: true, every: 2s}
            """;

    @Test
    void whatIsNotKeptGoesAfterAScheduledBackup() throws Exception {
        try (var guarded = GuardedProject.in(folder, DECLARED)) {
            String pinned;
            try (var serving = guarded.serve()) {
                GuardedProject.await("a backup", () -> guarded.backups() > 0);
                Vault vault = guarded.project().vault();
                pinned = vault.snapshots().list().getLast().label();
                guarded.wiring().pinBackups(null).pin(pinned, "the first");
                GuardedProject.await(
                        "expired: " + serving.notes,
                        () ->
                                serving.notes.stream()
                                        .anyMatch(note ->
                                                note.contains(
                                                        "read back whole; expired: backups")));
            }
            Vault vault = guarded.project().vault();
            List<Snapshot> left = vault.snapshots().list();
            Set<String> labels = left.stream().map(Snapshot::label).collect(Collectors.toSet());
            assertThat(labels).contains(pinned);
            assertThat(left.size()).isBetween(2, 4);
            assertThat(vault.verify().isSound()).isTrue();
            assertThat(guarded.past().holes()).isEmpty();
            var recovery = guarded.wiring().reportRecovery().report();
            assertThat(recovery.gaps()).isEmpty();
            assertThat(recovery.retention()).isEqualTo("min 2");

            var thrown =
                    catchThrowableOfType(
                            ProblemException.class,
                            () -> guarded.wiring().pinBackups(null).pin(pinned, "again"));
            assertThat(thrown.problem().code().name()).isEqualTo("backup-pinned");
            assertThat(thrown.problem().what()).endsWith(": the first");
            assertThat(guarded.wiring().pinBackups(null).unpin(pinned)).isPresent();
            assertThat(guarded.wiring().pinBackups(null).unpin(pinned)).isEmpty();
        }
    }
}
