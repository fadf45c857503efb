package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.vault.Vault;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunOutcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is refused before any backup is looked at.
final class MakePlanTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final String SERVER = "7000000000000000001";

    @TempDir private Path folder;
    private Vault vault;

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private void intend(long run) {
        vault.runs()
                .intend(
                        new RunIntent(
                                new RunNumber(run), 800 + run, SERVER, "db", 1, new Lsn(1), AT));
    }

    private Problem refusal(String target, @Nullable String server) {
        var order = new MakePlan.Order(RestoreTarget.parse(target), server, null, Map.of());
        var thrown =
                catchThrowableOfType(ProblemException.class, () -> new MakePlan(vault).make(order));
        assertThat(thrown).as("a refusal").isNotNull();
        assertThat(thrown.problem().kept()).isEqualTo("nothing was written");
        return thrown.problem();
    }

    @Test
    void refusesAVaultWithoutABackup() {
        Problem problem = refusal("latest", null);

        assertThat(problem.code().name()).isEqualTo("target-unreachable");
        assertThat(problem.code().exitCode()).isEqualTo(21);
        assertThat(problem.headline()).isEqualTo("cannot restore to latest");
        assertThat(problem.what()).isEqualTo("the vault holds no backup");
        assertThat(problem.remedy())
                .isEqualTo(
                        "Take a backup with `cairn backup`; what was before it cannot be restored.");
    }

    @Test
    void refusesAServerThatWasNeverBackedUp() {
        Problem problem = refusal("latest", "7999");

        assertThat(problem.code().name()).isEqualTo("server-unknown");
        assertThat(problem.headline()).isEqualTo("the vault holds no backup of server 7999");
        assertThat(problem.what()).isEqualTo("it has backups of: none");
        assertThat(problem.remedy())
                .isEqualTo("Name a server that was backed up with --server, or take a backup.");
    }

    @Test
    void refusesARunThatTheVaultDoesNotKnow() {
        Problem problem = refusal("before-run:4", null);

        assertThat(problem.code().name()).isEqualTo("run-unknown-to-vault");
        assertThat(problem.headline()).isEqualTo("the vault does not know run 4");
        assertThat(problem.remedy()).isEqualTo("See `cairn run ls` for runs that were loaded.");
    }

    @Test
    void refusesARunThatWasRolledBack() {
        intend(4);
        vault.runs()
                .conclude(new RunOutcome(new RunNumber(4), RunOutcome.State.ROLLED_BACK, null, AT));

        Problem problem = refusal("after-run:4", null);

        assertThat(problem.code().name()).isEqualTo("run-changed-nothing");
        assertThat(problem.headline()).isEqualTo("run 4 was rolled back");
    }

    @Test
    void refusesARunOfAServerThatWasNeverBackedUp() {
        intend(4);

        Problem problem = refusal("before-run:4", null);

        assertThat(problem.code().name()).isEqualTo("server-unknown");
        assertThat(problem.headline()).isEqualTo("the vault holds no backup of server " + SERVER);
    }

    @Test
    void refusesARunOnAnotherServerThanTheOneThatWasAskedFor() {
        intend(4);

        Problem problem = refusal("before-run:4", "7999");

        assertThat(problem.code().name()).isEqualTo("target-wrong");
        assertThat(problem.headline()).isEqualTo("cannot restore to before-run:4 of server 7999");
        assertThat(problem.what()).isEqualTo("the run was on server " + SERVER);
    }
}
