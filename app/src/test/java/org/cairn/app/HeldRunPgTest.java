package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.ReplayLedger.Decision;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that is held waits for a person, who says yes or no.
final class HeldRunPgTest {
    private static final OverrideWord WHO = new OverrideWord("the ministry says so", "amani");
    private static final RunNumber HELD = new RunNumber(2);

    @TempDir private Path folder;

    private ProjectFixture held() throws IOException {
        var project =
                ProjectFixture.in(folder)
                        .source("csv")
                        .file("data/s.csv", "id,name\n1,a\n2,b\n3,c\n");
        Path declared = folder.resolve("sources/s.yaml");
        Files.writeString(
                declared,
                Files.readString(declared)
                        .replace("max_drop_percent: 100", "max_drop_percent: 10"));
        project.run();
        project.file("data/s.csv", "id,name\n1,a\n");
        assertThat(project.run().state()).isEqualTo(RunState.HELD);
        return project;
    }

    @Test
    void whatIsApprovedIsLoadedFromTheArchiveByARunThatNamesIt() throws IOException {
        var project = held();
        project.file("data/s.csv", "id,name\n1,something else\n");

        var report = project.wiring().decideHeldRun().approve(HELD, WHO).report();

        assertThat(report.state()).isEqualTo(RunState.LOADED);
        assertThat(report.overridden()).hasSize(1);
        assertThat(project.content()).isEqualTo("1 a");
        assertThat(project.ledgerOf(3).override()).isEqualTo(WHO);
        var facts = new ReadLedger(project.database()).facts(new RunNumber(3));
        assertThat(facts.replay()).isEqualTo("approved");
        assertThat(facts.fetched()).containsExactly(HELD);
        assertThat(new ReadLedger(project.database()).facts(HELD).decision())
                .extracting(Decision::word, Decision::by)
                .containsExactly("approved", "amani");
        new RunWitness(project).everythingAgrees("after it was approved");
        assertThat(
                        ProjectFixture.problemOf(
                                        () -> project.wiring().decideHeldRun().reject(HELD, WHO))
                                .code()
                                .name())
                .isEqualTo("run-not-held");
        project.file("data/s.csv", "id,name\n1,a\n");
        assertThat(project.run().state()).isEqualTo(RunState.UNCHANGED);
    }

    @Test
    void anotherDeclarationThanWhenItWasHeldIsTold() throws IOException {
        var project = held();
        List<String> notes = new ArrayList<>();
        project.events(event -> {
            if (event instanceof RunEvent.Noted(String message)) {
                notes.add(message);
            }
        });
        Path declared = folder.resolve("sources/s.yaml");
        Files.writeString(
                declared,
                Files.readString(declared)
                        .replace("{from: name}", "{from: name, transform: [upper]}"));

        project.wiring().decideHeldRun().approve(HELD, WHO);

        assertThat(project.content()).isEqualTo("1 A");
        assertThat(notes)
                .contains(
                        "s.t was declared otherwise when run 2 was held; it is read as declared"
                                + " today");
    }

    @Test
    void whatIsRejectedIsOver() throws IOException {
        var project = held();

        project.wiring().decideHeldRun().reject(HELD, WHO);

        assertThat(project.content()).isEqualTo("1 a, 2 b, 3 c");
        var problem =
                ProjectFixture.problemOf(() -> project.wiring().decideHeldRun().approve(HELD, WHO));
        assertThat(problem.code().name()).isEqualTo("run-not-held");
        assertThat(problem.what()).isEqualTo("amani rejected it: the ministry says so");
    }

    @Test
    void whatALaterRunHasPassedIsNotLoadedAnyMore() throws IOException {
        var project = held();
        project.file("data/s.csv", "id,name\n1,a\n2,b\n3,new\n");
        project.run();

        var problem =
                ProjectFixture.problemOf(() -> project.wiring().decideHeldRun().approve(HELD, WHO));

        assertThat(problem.code().name()).isEqualTo("replay-outdated");
        assertThat(project.content()).isEqualTo("1 a, 2 b, 3 new");
        assertThat(
                        ProjectFixture.problemOf(() ->
                                        project.wiring()
                                                .decideHeldRun()
                                                .approve(new RunNumber(1), WHO))
                                .what())
                .isEqualTo("it is loaded");
    }
}
