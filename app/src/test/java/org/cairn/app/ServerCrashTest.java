package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerStatus;
import org.cairn.postgres.testing.TestServer;
import org.cairn.vault.run.RunOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database server is killed with signal 9 under a run; it is started again and the run
/// repeated.
final class ServerCrashTest {
    @TempDir private Path folder;
    private EmbeddedServer server;
    private ProjectFixture project;
    private RunWitness witness;

    @BeforeEach
    void loadSomethingGood() {
        var layout = new ServerLayout(folder.resolve("server"), TestServer.runtimeDirectory());
        server = new EmbeddedServer(layout, TestServer.recipe(18), Steps.NONE);
        project =
                ProjectFixture.in(folder.resolve("project"), server.start(EventSink.NONE))
                        .source("csv")
                        .file("data/s.csv", "id,name\n1,one\n");
        witness = new RunWitness(project);
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        project.file("data/s.csv", "id,name\n1,one\n2,two\n");
    }

    @AfterEach
    void stopTheServer() {
        server.stop();
    }

    private void kill() {
        if (server.status() instanceof ServerStatus.Running running) {
            ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly();
            ProcessHandle.of(running.pid()).ifPresent(process -> process.onExit().join());
        }
    }

    private void killAt(String step) {
        project.steps(reached -> {
            if (reached.equals(step)) {
                kill();
            }
        });
    }

    /// Starts the server and runs again, this time in peace.
    private RunState runAgain() {
        project.steps(Steps.NONE).events(EventSink.NONE);
        project.connectTo(server.start(EventSink.NONE));
        RunState state = project.run().state();
        assertThat(project.content()).isEqualTo("1 one, 2 two");
        witness.everythingAgrees("after the run that followed");
        return state;
    }

    @Test
    void killedInTheMiddleOfALoadItLosesTheRunAndNothingElse() {
        var killed = new AtomicBoolean();
        project.events(event -> {
            if (event instanceof RunEvent.StageBegun(String stage)
                    && stage.startsWith("load")
                    && !killed.getAndSet(true)) {
                kill();
            }
        });

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("database-lost");
        assertThat(problem.code().exitCode()).isEqualTo(5);
        assertThat(problem.kept())
                .isEqualTo("the transaction was rolled back; nothing of it is stored");
        assertThat(problem.remedy()).isEqualTo("Run the command again when the database is back.");
        assertThat(runAgain()).isEqualTo(RunState.LOADED);
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.FAILED);
        assertThat(project.ledgerOf(2).problem()).contains("run-abandoned");
    }

    @Test
    void killedBeforeTheCommitItLeavesTheOutcomeOpenForTheNextRun() {
        killAt("run.intent-durable");

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("run-outcome-unknown");
        assertThat(problem.code().exitCode()).isEqualTo(5);
        assertThat(problem.headline())
                .isEqualTo("the database did not answer whether run 2 is committed");
        assertThat(problem.kept())
                .isEqualTo("the rows of the run are all in the database, or none of them is");
        assertThat(problem.remedy()).startsWith("Run again when the database is back");
        assertThat(runAgain()).isEqualTo(RunState.LOADED);
        assertThat(outcomeOf(2)).isEqualTo(RunOutcome.State.ROLLED_BACK);
    }

    @Test
    void killedAfterTheCommitItLeavesARunThatIsLoaded() {
        killAt("run.committed");

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("run-outcome-unwritten");
        assertThat(problem.headline())
                .isEqualTo("run 2 is loaded, but could not be written down everywhere");
        assertThat(problem.kept())
                .isEqualTo("all rows of the run are in the database; the documents are stored");
        assertThat(runAgain()).isEqualTo(RunState.UNCHANGED);
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.LOADED);
        assertThat(outcomeOf(2)).isEqualTo(RunOutcome.State.COMMITTED);
    }

    private RunOutcome.State outcomeOf(long run) {
        return project.vault().runs().findOutcome(new RunNumber(run)).orElseThrow().state();
    }
}
