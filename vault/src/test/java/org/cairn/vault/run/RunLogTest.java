package org.cairn.vault.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.vault.TestKeys;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.run.RunOutcome.State;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

    @TempDir private Path folder;
    private FileStore store;
    private RunLog runs;

    @BeforeEach
    void open() {
        store = FileStore.create(folder, InstantSource.fixed(NOW));
        runs = new RunLog(objects());
    }

    private JsonObjects objects() {
        return new JsonObjects(store, TestKeys.encrypted(), TestKeys.ids());
    }

    private static RunIntent intent(long number) {
        return new RunIntent(
                new RunNumber(number),
                (7L << 32) + number,
                "7512345678901234567",
                "cairn \"zitiert\"",
                1,
                Lsn.parse("16/B374D848"),
                NOW);
    }

    private static RunOutcome outcome(long number, State state) {
        Lsn lsn = state == State.COMMITTED ? Lsn.parse("16/B374D900") : null;
        return new RunOutcome(new RunNumber(number), state, lsn, NOW);
    }

    @Test
    void givesBackIntentAndOutcome() {
        runs.intend(intent(812));
        runs.conclude(outcome(812, State.COMMITTED));
        runs.intend(intent(813));
        runs.conclude(outcome(813, State.ROLLED_BACK));

        var reopened = new RunLog(objects());

        assertThat(reopened.findIntent(new RunNumber(812))).contains(intent(812));
        assertThat(reopened.findOutcome(new RunNumber(812)))
                .contains(outcome(812, State.COMMITTED));
        assertThat(reopened.findOutcome(new RunNumber(813)))
                .contains(outcome(813, State.ROLLED_BACK));
        assertThat(reopened.findIntent(new RunNumber(1))).isEmpty();
        assertThat(reopened.findOutcome(new RunNumber(1))).isEmpty();
    }

    @Test
    void refusesANumberThatExists() {
        runs.intend(intent(1));

        var problem =
                Problems.raisedBy(VaultProblems.RUN_NUMBER_TAKEN, () -> runs.intend(intent(1)));

        assertThat(problem.headline()).isEqualTo("run 1 is already in the vault");
        assertThat(problem.facts()).containsEntry("run", 1L);
    }

    @Test
    void knowsTheHighestNumberByValue() {
        assertThat(runs.highest()).isEmpty();

        runs.intend(intent(9));
        runs.intend(intent(100));
        runs.intend(intent(11));

        assertThat(runs.highest()).contains(new RunNumber(100));
    }

    @Test
    void listsRunsThatWereNotConcluded() {
        runs.intend(intent(10));
        runs.intend(intent(9));
        runs.intend(intent(8));
        runs.conclude(outcome(9, State.COMMITTED));

        assertThat(runs.open()).containsExactly(intent(8), intent(10));
    }

    @Test
    void mayBeConcludedTwiceInTheSameWay() {
        runs.intend(intent(1));
        runs.conclude(outcome(1, State.COMMITTED));

        runs.conclude(new RunOutcome(new RunNumber(1), State.COMMITTED, null, NOW.plusSeconds(9)));

        assertThat(runs.findOutcome(new RunNumber(1))).contains(outcome(1, State.COMMITTED));
    }

    @Test
    void refusesASecondOutcomeThatContradictsTheFirst() {
        runs.intend(intent(1));
        runs.conclude(outcome(1, State.COMMITTED));

        var problem =
                Problems.raisedBy(
                        VaultProblems.RUN_OUTCOME_CONFLICT,
                        () -> runs.conclude(outcome(1, State.ROLLED_BACK)));

        assertThat(problem.headline()).isEqualTo("run 1 is recorded as COMMITTED");
        assertThat(problem.what()).isEqualTo("it was to be recorded as ROLLED_BACK");
    }

    @Test
    void refusesAnOutcomeWithoutIntent() {
        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_MISSING,
                        () -> runs.conclude(outcome(3, State.COMMITTED)));

        assertThat(problem.facts()).containsEntry("object", "runs/3.intent");
    }

    @Test
    void takesAnIntentUnderAnotherNumberForDamage() {
        runs.intend(intent(1));
        byte[] bytes;
        try (var object = store.open(new ObjectName("runs/1.intent"))) {
            bytes = object.readAll(10_000);
        }
        store.putIfAbsent(new ObjectName("runs/2.intent"), bytes);

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED, () -> runs.findIntent(new RunNumber(2)));

        assertThat(problem.what())
                .isEqualTo("its form is wrong: it is runs/1.intent, not runs/2.intent");
    }
}
