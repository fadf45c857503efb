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

    @Test
    void aCopyKeepsAsLongAsItsOwnRetentionSays() throws Exception {
        String declared =
                """
                vault: {copies: [{location: file:short, retention: min 1}, {location: file:long}]}
                protect: {ship_every: 200ms}
                schedules:
                  - {replicate: true, every: 1h}
                """;
        try (var guarded = GuardedProject.in(folder, declared)) {
            guarded.wiring().takeBackup().take();
            guarded.wiring().takeBackup().take();
            String newest = guarded.wiring().takeBackup().take().snapshot().label();

            guarded.wiring().replicateVault(null, null).scheduled();
            // Again: what the copy let go is not brought back, or goes again.
            guarded.wiring().replicateVault(null, null).scheduled();

            assertThat(labels(guarded, "short")).containsExactly(newest);
            assertThat(labels(guarded, "long")).hasSize(3);
            assertThat(guarded.backups()).isEqualTo(3);
            assertThat(guarded.wiring().inspectVault(place(guarded, "short")).check().isSound())
                    .isTrue();
        }
    }

    private static String place(GuardedProject guarded, String name) {
        return guarded.project().root().resolve(name).toString();
    }

    private static List<String> labels(GuardedProject guarded, String name) {
        return guarded.wiring().readBackups(place(guarded, name)).list().snapshots().stream()
                .map(Snapshot::label)
                .toList();
    }
}
