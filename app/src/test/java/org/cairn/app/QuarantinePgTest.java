package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cairn.app.ReplayDocuments.Replayed;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.quarantine.QuarantineRecord.End;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of records in quarantine: they are known again, dropped for good, or released.
final class QuarantinePgTest {
    private static final String STRICT =
            """
                  id: {from: id, type: integer, required: true}
                  name: {from: name, pattern: "[a-z]+"}
            """;

    private static final String LOOSE =
            """
                  id: {from: id, type: integer, required: true}
                  name: {from: name, pattern: "[a-z0-9]+"}
            """;

    @TempDir private Path folder;

    private ProjectFixture project(String csv) {
        return ProjectFixture.in(folder).source("csv", STRICT).file("data/s.csv", csv);
    }

    private static List<QuarantineRecord> open(ProjectFixture project) {
        return project.wiring().readQuarantine().list(Filter.of(State.OPEN), null, 100).records();
    }

    private static Replayed release(ProjectFixture project) {
        var replays = project.wiring().replayDocuments();
        return replays.release(replays.choose(Filter.of(State.OPEN)));
    }

    @Test
    void aRefusalThatStaysIsKnownSinceItsFirstRun() {
        var project = project("id,name\n1,a\n2,B2\n");
        project.run();
        project.file("data/s.csv", "id,name\n0,z\n1,a\n2,B2\n");
        project.run();

        QuarantineRecord record = open(project).getFirst();

        assertThat(record.firstRun()).isEqualTo(new RunNumber(1));
        assertThat(record.run()).isEqualTo(new RunNumber(2));
        assertThat(open(project)).hasSize(1);
        project.file("data/s.csv", "id,name\n0,z\n");
        project.run();
        assertThat(open(project)).isEmpty();
    }

    @Test
    void whatIsDroppedComesUpAgainOnlyWithOtherBytesOrForAnotherReason() {
        var project = project("id,name\n1,a\n2,B2\n3,C3\n");
        project.run();
        long number = open(project).getFirst().number();
        var one = new Filter(List.of(number), null, null, null, null);

        assertThat(project.wiring().readQuarantine().drop(one, "amani", "as printed")).isEqualTo(1);

        assertThat(open(project)).hasSize(1);
        project.file("data/s.csv", "id,name\n0,z\n1,a\n2,B2\n3,C3\n");
        project.run();
        assertThat(open(project)).hasSize(1);
        QuarantineRecord dropped =
                project.wiring()
                        .readQuarantine()
                        .list(Filter.of(State.DROPPED), null, 9)
                        .records()
                        .getFirst();
        assertThat(dropped.end())
                .extracting(End::by, End::why)
                .containsExactly("amani", "as printed");
        assertThat(dropped.run()).isEqualTo(new RunNumber(2));
        assertThat(dropped.firstRun()).isEqualTo(new RunNumber(1));
        // Gone and back again, it is still dropped.
        project.file("data/s.csv", "id,name\n1,a\n");
        project.run();
        project.file("data/s.csv", "id,name\n1,a\n2,B2\n");
        project.run();
        assertThat(open(project)).isEmpty();
        project.file("data/s.csv", "id,name\n1,a\n2,B22\n");
        project.run();
        assertThat(open(project)).hasSize(1);
    }

    @Test
    void whatPassesTodayIsReleasedWithItsLineageAndTheRestStays() {
        var project = project("id,name\n1,a\n2,b2\n3,C3\nx,d\n");
        project.run();
        assertThat(open(project)).hasSize(3);
        project.source("csv", LOOSE).file("data/s.csv", "id,name\n9,elsewhere\n");

        Replayed replayed = release(project);

        assertThat(project.content()).isEqualTo("1 a, 2 b2");
        assertThat(replayed.quarantine().released()).isEqualTo(1);
        assertThat(replayed.quarantine().stay()).isEqualTo(2);
        assertThat(open(project)).hasSize(2);
        assertThat(project.wiring().traceValue().trace("t", "2", "name").text()).isEqualTo("b2");
        new RunWitness(project).everythingAgrees("after a release");
        assertThat(project.ask("SELECT replay FROM cairn.run WHERE run = 2")).isEqualTo("some");
        project.run();
        assertThat(project.content()).isEqualTo("9 elsewhere");
    }

    @Test
    void aReleaseReplacesNoRow() {
        var project = project("id,name\n2,a\n2,b2\n");
        project.run();
        project.source("csv", LOOSE);

        assertThat(release(project).quarantine().released()).isZero();

        assertThat(project.content()).isEqualTo("2 a");
        assertThat(open(project))
                .extracting(QuarantineRecord::code)
                .containsExactly("duplicate-key");
    }

    @Test
    void aReplayReleasesWhatPassesAndRefusesWhatDoesNot() {
        var project = project("id,name\n1,a\n2,b2\n3,C3\n");
        project.run();
        project.source("csv", LOOSE.replace("[a-z0-9]+", "[b-z0-9]+"));

        var replays = project.wiring().replayDocuments();
        Replayed replayed =
                replays.replay(List.of("t"), new org.cairn.collect.ReplayOrder.Everything(), null);

        assertThat(replayed.quarantine().released()).isEqualTo(1);
        assertThat(replayed.quarantine().stay()).isEqualTo(1);
        assertThat(replayed.quarantine().refused()).hasSize(1);
        assertThat(project.content()).isEqualTo("2 b2");
        new RunWitness(project).everythingAgrees("after a replay");
    }

    @Test
    void quarantineIsReadInPages() {
        var rows = new StringBuilder("id,name\n");
        for (int i = 0; i < 25; i++) {
            rows.append(i).append(",X\n");
        }
        var project = project(rows.append("a,a\n99,ok\n").toString());
        project.run();
        var quarantine = project.wiring().readQuarantine();

        var first = quarantine.list(Filter.of(State.OPEN), null, 20);
        var second = quarantine.list(Filter.of(State.OPEN), first.records().getLast().number(), 20);

        assertThat(first.count()).isEqualTo(26);
        assertThat(first.codes()).hasSize(2);
        assertThat(first.records()).hasSize(20);
        assertThat(second.records()).hasSize(6).doesNotContainAnyElementsOf(first.records());
    }
}
