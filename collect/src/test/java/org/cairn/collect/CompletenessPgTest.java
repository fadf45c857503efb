package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run is measured by what the ledger says of the last one, and by the dataset.
final class CompletenessPgTest {
    private static final String FIELDS =
            "fields: {id: {from: id, type: integer}, mail: {from: mail}}\nprimary_key: [id]\n";

    @TempDir Path folder;

    private static String lines(int from, int to, String mail) {
        return "id,mail\n"
                + IntStream.rangeClosed(from, to)
                        .mapToObj(id -> id + "," + mail + "\n")
                        .collect(Collectors.joining());
    }

    private TestProject project(String expect) {
        return TestProject.csv(folder, FIELDS + expect);
    }

    @Test
    void aFileThatHasOnlyItsHeaderLeftHoldsTheRunThoughFewRecordsAreMissing() throws SQLException {
        var project =
                project("")
                        .with("data/big.csv", lines(1, 100, "a@b"))
                        .with("data/small.csv", lines(101, 104, "a@b"));
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            runs.project().with("data/small.csv", "id,mail\n");

            RunReport held = runs.run();

            assertThat(held.heldReasons())
                    .containsExactly(
                            "base.thing: file 'small.csv' has no records, after 4 in run 1");
            assertThat(runs.texts("SELECT count(*)::text FROM thing WHERE _withdrawn IS NULL"))
                    .containsExactly("104");
            assertThat(runs.runOverriding("they are gone").state()).isEqualTo(RunState.LOADED);
            assertThat(runs.texts("SELECT count(*)::text FROM thing WHERE _withdrawn IS NULL"))
                    .containsExactly("100");
        }
    }

    @Test
    void asManyRecordsThatAreAllOthersAreHeld() throws SQLException {
        var project = project("").with("data/a.csv", lines(1, 40, "a@b"));
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            runs.project().with("data/a.csv", lines(101, 140, "a@b"));

            assertThat(runs.run().heldReasons())
                    .containsExactly(
                            "base.thing: 40 of 40 known records did not come, 100.0 % where 25 % is"
                                    + " allowed");
        }
    }

    @Test
    void aFieldThatLosesItsValuesIsHeldWithoutADeclaration() throws SQLException {
        var project = project("").with("data/a.csv", lines(1, 40, "a@b"));
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            runs.project().with("data/a.csv", lines(1, 38, "") + lines(39, 40, "c@d").substring(8));

            RunReport held = runs.run();

            assertThat(held.heldReasons())
                    .containsExactly(
                            "base.thing: 2 of 40 records have a value in 'mail' (5.0 %), after 40"
                                    + " of 40 (100.0 %) in run 1");
            assertThat(runs.run().state()).as("held runs are no measure").isEqualTo(RunState.HELD);
        }
    }

    @Test
    void aDeclaredShareHoldsAlsoTheFirstRun() throws SQLException {
        String less = lines(1, 8, "a@b") + "9,\n10,\n";
        var project = project("expect: {field_fill: {mail: 90}}").with("data/a.csv", less);
        try (var runs = new TestRuns(18, project)) {
            assertThat(runs.run().heldReasons())
                    .containsExactly(
                            "base.thing: 8 of 10 records have a value in 'mail', 80.0 % where at least"
                                    + " 90 % is expected");
            runs.project().with("data/a.csv", lines(1, 9, "a@b") + "10,\n");

            assertThat(runs.run().state()).isEqualTo(RunState.LOADED);
        }
    }

    @Test
    void numbersThatAreMissingInASeriesAreCountedInTheDataset() throws SQLException {
        String gaps = "id,mail\n2,a\n3,a\n7,a\n9223372036854775807,a\n";
        var project =
                project("expect: {series: {field: id, from: 1, max_gaps: 1}}")
                        .with("data/a.csv", gaps);
        try (var runs = new TestRuns(18, project)) {
            assertThat(runs.run().heldReasons())
                    .containsExactly(
                            "base.thing: 9223372036854775803 numbers of 'id' are missing where 1 may"
                                    + " be: 1, 4 to 6, 8 to 9223372036854775806");
            assertThat(runs.texts("SELECT to_regclass('thing')::text IS NULL"))
                    .as("the merge was taken back")
                    .containsExactly("t");
            runs.project().with("data/a.csv", lines(1, 3, "a"));
            assertThat(runs.run().state()).isEqualTo(RunState.LOADED);
            runs.project().with("data/a.csv", lines(1, 3, "a") + "5,a\n");
            assertThat(runs.run().state()).as("one may be missing").isEqualTo(RunState.LOADED);
        }
    }

    @Test
    void aSeriesCountsAnewWithinEachSession() throws SQLException {
        var project =
                TestProject.csv(
                                folder,
                                """
                                fields: {s: {from: s}, n: {from: n, type: integer}}
                                primary_key: [s, n]
                                expect: {series: {field: n, per: [s], from: 1}}
                                """)
                        .with("data/a.csv", "s,n\n44-1,1\n44-1,2\n45-1,1\n45-1,3\n");
        try (var runs = new TestRuns(15, project)) {
            assertThat(runs.run().heldReasons())
                    .containsExactly(
                            "base.thing: 1 numbers of 'n' are missing where 0 may be: 2 (45-1)");
        }
    }
}
