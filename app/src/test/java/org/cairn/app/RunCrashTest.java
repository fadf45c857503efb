package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.ChildJvm;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The process of a run ends at a named step or at any moment: the dataset is as before or as
/// after, and the next run settles what was left open.
final class RunCrashTest {
    private static final int KILLED = 137;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private static ChildJvm child(ProjectFixture project) {
        return ChildJvm.of(RunMain.class).argument(project.root()).argument("s");
    }

    private static String rows(int count, String name) {
        return "id,name\n"
                + IntStream.rangeClosed(1, count)
                        .mapToObj(i -> i + "," + name + "\n")
                        .collect(Collectors.joining());
    }

    /// How many rows have which name: one pair, or a run was loaded by half.
    private static String summary(ProjectFixture project) {
        return !project.isLoaded()
                ? "none"
                : project.ask(
                        """
                        SELECT coalesce(string_agg(name || ' ' || n, ', '), 'empty')
                          FROM (SELECT name, count(*) AS n FROM t GROUP BY name) AS names
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "vault.pack-durable, before, none",
        "vault.body-durable, before, none",
        "vault.document-durable, before, none",
        "run.documents-durable, before, none",
        "run.loaded, before, none",
        "run.intent-durable, before, ROLLED_BACK",
        "run.committed, after, COMMITTED",
        "run.outcome-durable, after, COMMITTED"
    })
    void aRunThatIsHaltedAt(String step, String content, String outcome) {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(9, "before"));
        var witness = new RunWitness(project);
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        project.file("data/s.csv", rows(9, "after"));

        try (var halted = child(project).env("CAIRN_HALT_AT", step).start()) {
            assertThat(halted.await(LONG).exitCode()).as(halted.stderr()).isEqualTo(KILLED);
        }

        assertThat(summary(project)).isEqualTo(content + " 9");
        witness.rowsAndLineageAgree("halted at " + step);
        boolean loaded = content.equals("after");
        assertThat(project.ledgerOf(2).state())
                .isEqualTo(loaded ? RunState.LOADED : RunState.FAILED);

        try (var again = child(project).start()) {
            var finished = again.await(LONG);
            assertThat(finished.exitCode()).as(finished.stderr()).isZero();
            assertThat(finished.stdout()).contains(loaded ? "UNCHANGED" : "LOADED");
        }

        assertThat(summary(project)).isEqualTo("after 9");
        assertThat(witness.highestNumber()).isEqualTo(3);
        assertThat(
                        project.vault()
                                .runs()
                                .findOutcome(new RunNumber(2))
                                .map(RunOutcome::state)
                                .map(Enum::name)
                                .orElse("none"))
                .isEqualTo(outcome);
        if (!loaded) {
            assertThat(project.ledgerOf(2).problem()).contains("run-abandoned");
        }
        witness.everythingAgrees("after the run that followed " + step);
    }

    @Test
    void aFirstRunThatIsHaltedLeavesNoTable() {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(9, "first"));
        new ReadLedger(project.database()).runs(1);

        try (var halted = child(project).env("CAIRN_HALT_AT", "run.intent-durable").start()) {
            assertThat(halted.await(LONG).exitCode()).isEqualTo(KILLED);
        }

        assertThat(summary(project)).isEqualTo("none");
        assertThat(project.run().run()).isEqualTo(new RunNumber(2));
        assertThat(summary(project)).isEqualTo("first 9");
        new RunWitness(project).everythingAgrees("after the second run");
    }

    /// Delays are drawn from the time that a whole run takes, so that kills hit all of it.
    @Test
    void aRunThatIsKilledAtAnyMomentLoadsAllOrNothing() {
        var random = SeededRandom.fresh();
        var project = ProjectFixture.in(folder).source("csv");
        var witness = new RunWitness(project);
        int rows = 20_000;
        int kills = 15;
        int loaded = 0;
        int hits = 0;
        long wholeNanos = wholeRunNanos(project, rows);
        String before = "warm " + rows;
        for (int kill = 1; kill <= kills; kill++) {
            String occasion = "kill %d of %d, %s".formatted(kill, kills, random);
            String name = "name" + kill;
            project.file("data/s.csv", rows(rows, name));
            long highest = witness.highestNumber();
            long delay = random.between(0, wholeNanos * 11 / 10);
            try (var child = child(project).start()) {
                child.awaitOutput("begun", LONG);
                pause(delay);
                hits += child.kill().exitCode() == KILLED ? 1 : 0;
            }

            awaitNoSession(project);
            String now = summary(project);
            assertThat(now).as(occasion).isIn(before, name + " " + rows);
            loaded += now.equals(before) ? 0 : 1;
            witness.rowsAndLineageAgree(occasion);

            if (kill % 2 == 0) {
                var report = project.run();
                assertThat(report.run().value()).as(occasion).isGreaterThan(highest);
                now = summary(project);
                assertThat(now).as(occasion).isEqualTo(name + " " + rows);
                witness.everythingAgrees(occasion);
            }
            before = now;
        }
        project.run();
        witness.everythingAgrees("after all kills, " + random);
        assertThat(hits).as("kills that hit a living process, %s", random).isPositive();
        System.out.printf(
                "RunCrashTest: %d kills, %d hit a living run, %d of the killed had committed, %s%n",
                kills, hits, loaded, random);
    }

    private static long wholeRunNanos(ProjectFixture project, int rows) {
        project.file("data/s.csv", rows(rows, "cold"));
        project.run();
        project.file("data/s.csv", rows(rows, "warm"));
        try (var child = child(project).start()) {
            child.awaitOutput("begun", LONG);
            long from = System.nanoTime();
            assertThat(child.await(LONG).exitCode()).isZero();
            return System.nanoTime() - from;
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// The server notices a moment later that a client is gone.
    private static void awaitNoSession(ProjectFixture project) {
        project.execute(
                """
                DO $$BEGIN
                    FOR i IN 1..3000 LOOP
                        EXIT WHEN NOT EXISTS (
                            SELECT FROM pg_stat_get_activity(NULL) AS a
                             WHERE a.datid = (SELECT oid FROM pg_database
                                               WHERE datname = current_database())
                               AND a.application_name = 'cairn');
                        PERFORM pg_sleep(0.01);
                    END LOOP;
                END$$
                """);
    }

    @Test
    void aRunThatHasNoRoomInTheVaultLoadsNothing() {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(9, "before"));
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        var random = SeededRandom.withSeed(1);
        project.file(
                "data/s.csv",
                "id,name\n"
                        + IntStream.range(0, 200_000)
                                .mapToObj(i -> i + "," + random.word(40) + "\n")
                                .collect(Collectors.joining()));

        try (var starved = child(project).longestFile(1536).start()) {
            var finished = starved.await(LONG);
            assertThat(finished.stdout()).as(finished.stderr()).contains("vault-full");
            assertThat(finished.exitCode()).isEqualTo(6);
        }

        assertThat(summary(project)).isEqualTo("before 9");
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.FAILED);
        assertThat(project.ledgerOf(2).problem()).contains("vault-full");
        assertThat(project.run().total().changed()).isEqualTo(9);
        new RunWitness(project).everythingAgrees("after the run with room");
    }

    /// The other run holds its lock while it waits for a table that the test has locked.
    @Test
    void aRunOfAnotherProcessThatIsAliveIsLeftAlone() throws Exception {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(9, "before"));
        project.run();
        project.file("data/s.csv", rows(9, "after"));

        try (var connection = project.database().connect()) {
            connection.setAutoCommit(false);
            org.cairn.postgres.Sql.execute(connection, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
            try (var other = child(project).start()) {
                awaitWaiting(project);

                var problem = project.problemOfRun();

                assertThat(problem.code().name()).isEqualTo("dataset-busy");
                assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.RUNNING);
                connection.rollback();
                assertThat(other.await(LONG).exitCode()).isZero();
            }
        }

        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.LOADED);
        assertThat(project.ledgerOf(3).state()).isEqualTo(RunState.FAILED);
        assertThat(summary(project)).isEqualTo("after 9");
        new RunWitness(project).everythingAgrees("after both");
    }

    private static void awaitWaiting(ProjectFixture project) {
        project.execute(
                """
                DO $$BEGIN
                    FOR i IN 1..6000 LOOP
                        EXIT WHEN EXISTS (
                            SELECT FROM pg_locks WHERE NOT granted AND relation = 't'::regclass);
                        PERFORM pg_sleep(0.01);
                    END LOOP;
                END$$
                """);
    }
}
