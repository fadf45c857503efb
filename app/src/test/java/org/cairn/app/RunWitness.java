package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunState;
import org.cairn.vault.run.RunOutcome;

/// Looks at what a run left in database, ledger and vault, and fails where they disagree.
final class RunWitness {
    private final ProjectFixture project;

    RunWitness(ProjectFixture project) {
        this.project = project;
    }

    /// Everything that must hold whenever no run is under way and the last one ended by itself.
    void everythingAgrees(String occasion) {
        rowsAndLineageAgree(occasion);
        assertThat(project.vault().runs().open()).as("open intents, %s", occasion).isEmpty();
        assertThat(project.ask("SELECT count(*) FROM cairn.run WHERE state = 'running'"))
                .as("runs that are under way, %s", occasion)
                .isEqualTo("0");
        long highest = Long.parseLong(project.ask("SELECT max(run) FROM cairn.run"));
        for (long run = 1; run <= highest; run++) {
            vaultTellsTheTruthAbout(run, occasion);
        }
        assertThat(project.vault().verify().isSound()).as("vault, %s", occasion).isTrue();
    }

    private void vaultTellsTheTruthAbout(long run, String occasion) {
        RunRecord known = project.ledgerOf(run);
        Optional<RunOutcome> outcome = project.vault().runs().findOutcome(new RunNumber(run));
        boolean committed = known.state() == RunState.LOADED || known.state() == RunState.UNCHANGED;
        boolean said =
                outcome.map(RunOutcome::state).equals(Optional.of(RunOutcome.State.COMMITTED));
        assertThat(said).as("run %s is committed, %s", run, occasion).isEqualTo(committed);
    }

    /// Every row has one lineage block, and every row id that was ever given is in one block of a
    /// run that is loaded.
    void rowsAndLineageAgree(String occasion) {
        if (!project.isLoaded()) {
            assertThat(project.ask("SELECT count(*) FROM cairn.lineage_block"))
                    .as("blocks without a table, %s", occasion)
                    .isEqualTo("0");
            return;
        }
        assertThat(
                        project.ask(
                                """
                                SELECT count(*) FROM t WHERE 1 <> (
                                    SELECT count(*) FROM cairn.lineage_block
                                     WHERE _rid >= first_rid AND _rid < first_rid + row_count)
                                """))
                .as("rows without lineage, %s", occasion)
                .isEqualTo("0");
        assertThat(
                        project.ask(
                                        """
                                        SELECT (SELECT next_rid - 1 FROM cairn.dataset) || ' '
                                            || (SELECT sum(row_count) FROM cairn.lineage_block) || ' '
                                            || (SELECT sum(new + changed) FROM cairn.run_dataset
                                                  JOIN cairn.run USING (run) WHERE state = 'loaded')
                                        """)
                                .split(" "))
                .as("row ids given, row ids in blocks, rows written by loaded runs, %s", occasion)
                .hasSize(3)
                .containsOnly(project.ask("SELECT next_rid - 1 FROM cairn.dataset"));
        assertThat(
                        project.ask(
                                """
                                SELECT count(*) FROM cairn.lineage_block
                                  JOIN cairn.run USING (run) WHERE state <> 'loaded'
                                """))
                .as("blocks of runs that are not loaded, %s", occasion)
                .isEqualTo("0");
    }

    /// The highest number that any run was ever given, by ledger and vault.
    long highestNumber() {
        long ledger = Long.parseLong(project.ask("SELECT coalesce(max(run), 0) FROM cairn.run"));
        OptionalLong vault =
                project.vault().runs().highest().map(RunNumber::value).stream()
                        .mapToLong(Long::longValue)
                        .findFirst();
        return Math.max(ledger, vault.orElse(0));
    }
}
