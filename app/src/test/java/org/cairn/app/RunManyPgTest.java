package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.cairn.app.RunMany.Ended;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several runs at a time, each for itself, and runs that somebody ends.
final class RunManyPgTest {
    private static final OverrideWord WORD = new OverrideWord("wrong file", "amina");

    @TempDir Path folder;

    private static String source(String name) {
        return """
        version: 1
        source: %1$s
        type: file
        format: csv
        location: "file:data/%1$s.csv"
        resources: [{name: %1$s_row, primary_key: [id]}]
        """
                .formatted(name);
    }

    private static String pipeline(int number, String from) {
        return """
        version: 1
        pipeline: p%1$d
        from: [%2$s]
        dataset: fresh.t%1$d
        """
                .formatted(number, from);
    }

    private ProjectFixture project(int sources) {
        var project = ProjectFixture.in(folder);
        for (int i = 0; i < sources; i++) {
            project.file("sources/s%d.yaml".formatted(i), source("s" + i))
                    .file("data/s%d.csv".formatted(i), "id,name\n1,a\n2,b\n")
                    .file(
                            "pipelines/p%d.yaml".formatted(i),
                            pipeline(i, "s%1$d.s%1$d_row".formatted(i)));
        }
        return project;
    }

    private static List<Ended> run(Wiring wiring, List<String> names) {
        List<OneRun> runs = wiring.runSources().each(names, RunSources.How.NEWS);
        return wiring.runMany().run(runs, RunMany.MOST, _ -> {});
    }

    @Test
    void whatFailsAndWhatIsHeldLeavesTheOthersAlone() {
        var project = project(16).file("data/s3.csv", "id,name\n");
        project.file("sources/s5.yaml", source("s5").replace("data/s5", "data/none"));

        List<Ended> ended = run(project.wiring(), List.of());

        assertThat(ended).hasSize(16);
        assertThat(ended.stream().filter(Ended.Failed.class::isInstance).map(Ended::names))
                .containsExactly(List.of("s5"));
        assertThat(
                        project.ask(
                                "SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM cairn.run"))
                .isEqualTo("failed held loaded");
        assertThat(project.ask("SELECT count(*) FROM cairn.run WHERE state = 'loaded'"))
                .isEqualTo("14");
        assertThat(project.ask("SELECT count(*) FROM fresh.t15")).isEqualTo("2");
        assertThat(project.ask("SELECT to_regclass('fresh.t3') IS NULL")).isEqualTo("t");
    }

    @Test
    void namesThatShareASourceOrADatasetAreOneRun() {
        var project = project(3);
        project.file("pipelines/p1.yaml", pipeline(1, "s1.s1_row, s2.s2_row"));
        project.file("pipelines/p2.yaml", pipeline(2, "s0.s0_row").replace("t2", "t9"));
        project.file("pipelines/p0.yaml", pipeline(0, "s0.s0_row"));

        List<OneRun> runs =
                project.wiring().runSources().each(List.of("s1", "s0", "s2"), RunSources.How.NEWS);

        assertThat(runs.stream().map(OneRun::names))
                .containsExactly(List.of("s0"), List.of("s1", "s2"));
    }

    /// Begins a run that stops at a step until it is interrupted.
    private static Future<Ended> begin(
            ProjectFixture project, String step, CountDownLatch reached, RunMany[] many) {
        project.steps(name -> {
            if (name.equals(step)) {
                reached.countDown();
                try {
                    boolean _ = new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        Wiring wiring = project.wiring();
        List<OneRun> runs = wiring.runSources().each(List.of("s0"), RunSources.How.NEWS);
        many[0] = wiring.runMany();
        var thread = Executors.newSingleThreadExecutor();
        Future<Ended> future = thread.submit(() -> many[0].run(runs, 1, _ -> {}).getFirst());
        thread.shutdown();
        return future;
    }

    @Test
    void aRunThatAnotherProcessCancelsLeavesNoRowAndSaysWhy()
            throws InterruptedException, ExecutionException {
        var project = project(1);
        var reached = new CountDownLatch(1);
        Future<Ended> running = begin(project, "run.documents-durable", reached, new RunMany[1]);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

        RunRecord record = new CancelRun(project.database()).cancel(new RunNumber(1), WORD);

        assertThat(record.state()).isEqualTo(RunState.CANCELLED);
        assertThat(record.cancel()).isEqualTo(WORD);
        assertThat(running.get()).isInstanceOf(Ended.Cancelled.class);
        assertThat(project.ask("SELECT to_regclass('fresh.t0') IS NULL")).isEqualTo("t");
        assertThatThrownBy(() -> new CancelRun(project.database()).cancel(new RunNumber(1), WORD))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(AppProblems.NOT_RUNNING));
        project.steps(_ -> {});
        assertThat(run(project.wiring(), List.of("s0")).getFirst())
                .as("nothing of it is in the way")
                .isInstanceOf(Ended.Done.class);
    }

    @Test
    void aSignalEndsWhatIsUnderWay() throws InterruptedException, ExecutionException {
        var project = project(1);
        var reached = new CountDownLatch(1);
        var many = new RunMany[1];
        Future<Ended> running = begin(project, "run.documents-durable", reached, many);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

        many[0].cancel(new OverrideWord("Ctrl-C or SIGTERM", "amina"));

        assertThat(running.get()).isInstanceOf(Ended.Cancelled.class);
        assertThat(project.ledgerOf(1).state()).isEqualTo(RunState.CANCELLED);
        assertThat(project.ledgerOf(1).cancel())
                .isEqualTo(new OverrideWord("Ctrl-C or SIGTERM", "amina"));
    }

    @Test
    void aRunThatWaitsInTheDatabaseIsCancelledThere()
            throws InterruptedException, ExecutionException {
        var project = project(1);
        run(project.wiring(), List.of("s0"));
        project.file("data/s0.csv", "id,name\n1,c\n2,b\n");
        try (var other = new HeldTable(project.database(), "fresh.t0")) {
            var reached = new CountDownLatch(1);
            var many = new RunMany[1];
            Future<Ended> running = begin(project, "never", reached, many);
            other.awaitWaiting();

            many[0].cancel(WORD);

            assertThat(running.get()).isInstanceOf(Ended.Cancelled.class);
        }
        assertThat(project.ask("SELECT string_agg(name, ' ' ORDER BY id) FROM fresh.t0"))
                .isEqualTo("a b");
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void whatIsCancelledBeforeItBeginsDoesNotBegin() {
        var project = project(2);
        Wiring wiring = project.wiring();
        List<OneRun> runs = wiring.runSources().each(List.of(), RunSources.How.NEWS);
        RunMany many = wiring.runMany();
        many.cancel(WORD);

        assertThat(many.run(runs, 2, _ -> {})).hasOnlyElementsOfType(Ended.Cancelled.class);
        assertThatThrownBy(() -> many.run(runs.getFirst()))
                .isInstanceOf(CancellationException.class);
    }
}
