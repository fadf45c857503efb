package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cairn.collect.TestRuns.counts;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a run does to a dataset, seen from outside.
final class PipelinePgTest {
    private static final String FACILITY =
            """
            records: [{json: "$[*]"}]
            fields:
              code: {json: code}
              name: {json: name, required: true}
              beds: {json: beds, type: integer}
              tags: {json: tags, type: json}
              contacts: {each: ["$.contacts[*]"], fields: {kind: {json: kind}, value: {json: value}}}
            primary_key: [code]
            change: {unordered: [tags, contacts]}
            """;
    private static final String FIRST =
            """
            [{"code": "a", "name": "Amani", "beds": 5, "tags": ["x", "y"],
              "contacts": [{"kind": "tel", "value": "1"}, {"kind": "fax", "value": "2"}]},
             {"code": "b", "name": "Baraka", "beds": null, "contacts": [{"kind": "tel", "value": "3"}]},
             {"code": "c", "name": "Chema"}]
            """;

    @TempDir Path folder;

    private TestRuns facility(int major) {
        return new TestRuns(major, TestProject.json(folder, FACILITY).with("data/f.json", FIRST));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theFirstRunLoadsEverything(int major) throws SQLException {
        try (var runs = facility(major)) {
            RunReport report = runs.run();

            assertThat(report.state()).isEqualTo(RunState.LOADED);
            assertThat(report.run()).isEqualTo(new RunNumber(1));
            assertThat(report.commitLsn()).isNotNull();
            assertThat(counts(report))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 3 changed 0 unchanged 0 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.rows("thing"))
                    .containsExactly(
                            "{\"beds\": 5, \"code\": \"a\", \"name\": \"Amani\", \"tags\": [\"x\", \"y\"]}",
                            "{\"beds\": null, \"code\": \"b\", \"name\": \"Baraka\", \"tags\": null}",
                            "{\"beds\": null, \"code\": \"c\", \"name\": \"Chema\", \"tags\": null}");
            assertThat(
                            runs.texts(
                                    "SELECT code || ordinal || kind || value FROM thing_contacts ORDER BY 1"))
                    .containsExactly("a1fax2", "a2tel1", "b1tel3");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.lineageWithoutRows()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void documentsAsTheyWereAreNotReadAgain(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            List<String> before = runs.places("thing");

            RunReport report = runs.run();

            assertThat(report.state()).isEqualTo(RunState.UNCHANGED);
            assertThat(counts(report))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 0 changed 0 unchanged 3 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.places("thing")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void recordsAsTheyWereAreNotTouched(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            List<String> before = runs.places("thing");
            List<String> children = runs.places("thing_contacts");
            String changed =
                    FIRST.replace("[\"x\", \"y\"]", "[\"y\", \"x\"]")
                                    .replace(
                                            "{\"kind\": \"tel\", \"value\": \"1\"}, {\"kind\": \"fax\", \"value\": \"2\"}",
                                            "{\"kind\": \"fax\", \"value\": \"2\"},   {\"value\": \"1\", \"kind\": \"tel\"}")
                            + "  ";
            runs.project().with("data/f.json", changed);

            RunReport report = runs.run();

            assertThat(report.state()).isEqualTo(RunState.LOADED);
            assertThat(counts(report))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 0 changed 0 unchanged 3 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.places("thing")).isEqualTo(before);
            assertThat(runs.places("thing_contacts")).isEqualTo(children);
            assertThat(runs.lineageBalance("thing")).isEqualTo("3 of 3");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void changesAreToldFromNewAndGoneRecords(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            String untouched =
                    runs.text("SELECT ctid::text || xmin || _rid FROM thing WHERE code = 'c'");
            runs.project()
                    .with(
                            "data/f.json",
                            """
                            [{"code": "a", "name": "Amani", "beds": 6, "tags": ["x", "y"],
                              "contacts": [{"kind": "tel", "value": "9"}]},
                             {"code": "c", "name": "Chema"}, {"code": "d", "name": "Dawa"}]
                            """);

            RunReport report = runs.run();

            assertThat(counts(report))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 1 changed 1 unchanged 1 withdrawn 1 duplicates 0 held 0");
            assertThat(
                            runs.texts(
                                    "SELECT code || coalesce(_withdrawn::text, '') FROM thing ORDER BY 1"))
                    .containsExactly("a", "b2", "c", "d");
            assertThat(runs.text("SELECT beds FROM thing WHERE code = 'a'")).isEqualTo("6");
            assertThat(
                            runs.texts(
                                    "SELECT code || ordinal || kind || value FROM thing_contacts ORDER BY 1"))
                    .containsExactly("a1tel9", "b1tel3");
            assertThat(runs.text("SELECT ctid::text || xmin || _rid FROM thing WHERE code = 'c'"))
                    .isEqualTo(untouched);
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.lineageWithoutRows()).isEmpty();
            // A withdrawn record is not withdrawn again, and comes back as a change.
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
            runs.project().with("data/f.json", FIRST);
            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 0 changed 2 unchanged 1 withdrawn 1 duplicates 0 held 0");
            assertThat(
                            runs.texts(
                                    "SELECT code || coalesce(_withdrawn::text, '') FROM thing ORDER BY 1"))
                    .containsExactly("a", "b", "c", "d4");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void oneRecordTwiceIsADuplicateAndTwoOfOneKeyAreAConflict(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.project()
                    .with(
                            "data/f.json",
                            """
                            [{"code": "a", "name": "Amani"}, {"code": "a", "name": "Amani"},
                             {"code": "a", "name": "Other"}, {"code": "b", "name": "Baraka"}]
                            """);

            RunReport report = runs.run();

            assertThat(counts(report))
                    .isEqualTo(
                            "records 4 accepted 3 quarantined 1 new 2 changed 0 unchanged 0 withdrawn 0 duplicates 1 held 0");
            assertThat(runs.texts("SELECT code || name FROM thing ORDER BY 1"))
                    .containsExactly("aAmani", "bBaraka");
            assertThat(
                            runs.texts(
                                    "SELECT stage || ' ' || code || ' ' || field || ' ' || span_offset FROM cairn.quarantine"))
                    .containsExactly("resolve duplicate-key code 66");
            // The same again, read anew.
            runs.project().with("data/f.json", folderText("data/f.json") + " ");
            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 4 accepted 3 quarantined 1 new 0 changed 0 unchanged 2 withdrawn 0 duplicates 1 held 0");
        }
    }

    private String folderText(String file) {
        try {
            return java.nio.file.Files.readString(folder.resolve(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void refusedRecordsAndElementsGoToQuarantine(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.project()
                    .with(
                            "sources/base.yaml",
                            folderText("sources/base.yaml")
                                    .replace(
                                            "kind: {json: kind}",
                                            "kind: {json: kind, required: true}"))
                    .with(
                            "data/f.json",
                            """
                            [{"code": "a", "beds": "many"}, {"code": null, "name": "No key"},
                             {"code": "c", "name": "C", "contacts": [{"value": "1"}, {"kind": "tel"}]}]
                            """);

            RunReport report = runs.run();

            assertThat(counts(report))
                    .isEqualTo(
                            "records 3 accepted 1 quarantined 2 new 1 changed 0 unchanged 0 withdrawn 0 duplicates 0 held 0");
            assertThat(
                            runs.texts(
                                    "SELECT dataset || ' ' || code || ' ' || message FROM cairn.quarantine ORDER BY 1"))
                    .containsExactly(
                            "thing missing-key the record has no complete primary key",
                            "thing missing-required name is required",
                            "thing wrong-type beds must be a whole number",
                            "thing_contacts missing-required kind is required");
            assertThat(runs.texts("SELECT code || ordinal || kind FROM thing_contacts"))
                    .containsExactly("c1tel");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRunOutsideWhatIsExpectedIsHeldAndAWordLoadsIt(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            List<String> before = runs.places("thing");
            runs.project().with("data/f.json", "[{\"code\": \"a\", \"name\": \"Amani\"}]");

            RunReport held = runs.run();

            assertThat(held.state()).isEqualTo(RunState.HELD);
            assertThat(held.heldReasons())
                    .containsExactly(
                            "base.thing: 1 records accepted after 3 in run 1, a drop of 66.7 % where"
                                    + " 25 % is allowed");
            assertThat(held.commitLsn()).isNull();
            assertThat(counts(held))
                    .isEqualTo(
                            "records 1 accepted 0 quarantined 0 new 0 changed 0 unchanged 0 withdrawn 0 duplicates 0 held 1");
            assertThat(runs.places("thing")).isEqualTo(before);
            // Held again: what is held is no measure for what comes next.
            assertThat(runs.run().state()).isEqualTo(RunState.HELD);

            RunReport forced = runs.runOverriding("they closed");

            assertThat(forced.state()).isEqualTo(RunState.LOADED);
            assertThat(forced.overridden()).isEqualTo(held.heldReasons());
            assertThat(counts(forced))
                    .isEqualTo(
                            "records 1 accepted 1 quarantined 0 new 0 changed 1 unchanged 0 withdrawn 2 duplicates 0 held 0");
            assertThat(
                            runs.texts(
                                    "SELECT state || coalesce(override_reason, '') FROM cairn.run ORDER BY run"))
                    .containsExactly("loaded", "held", "held", "loadedthey closed");
        }
    }

    @Test
    void goneKeepLeavesRowsAndGoneHoldAsks() throws SQLException {
        try (var runs = facility(18)) {
            runs.run();
            String less = FIRST.replace(",\n {\"code\": \"c\", \"name\": \"Chema\"}", "");
            String declared = folderText("sources/base.yaml");
            runs.project()
                    .with("data/f.json", less)
                    .with("sources/base.yaml", declared + "    gone: keep\n");

            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 2 accepted 2 quarantined 0 new 0 changed 0 unchanged 2 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.rows("thing")).hasSize(3);

            runs.project()
                    .with("data/f.json", less + " ")
                    .with("sources/base.yaml", declared + "    gone: hold\n");

            assertThat(runs.run().heldReasons()).containsExactly("thing: 1 known records are gone");
        }
    }

    @Test
    void anEmptyListIsHeldBeforeItWithdrawsEverything() throws SQLException {
        try (var runs = facility(18)) {
            runs.run();
            runs.project().with("data/f.json", "[]");

            assertThat(runs.run().heldReasons())
                    .containsExactly(
                            "base.thing: 0 records accepted, at least 1 expected",
                            "base.thing: 0 records accepted after 3 in run 1, a drop of 100.0 %"
                                    + " where 25 % is allowed");
            assertThat(runs.rows("thing")).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aNewFieldIsANewColumn(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            runs.project()
                    .with(
                            "sources/base.yaml",
                            folderText("sources/base.yaml")
                                    .replace(
                                            "beds: {json: beds, type: integer}",
                                            "beds: {json: beds, type: integer}\n      ward: {json: ward}"))
                    .with("data/f.json", FIRST.replace("\"Chema\"", "\"Chema\", \"ward\": \"W\""));

            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 0 changed 3 unchanged 0 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.texts("SELECT code || coalesce(ward, '-') FROM thing ORDER BY 1"))
                    .containsExactly("a-", "b-", "cW");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @Test
    void anotherTypeOrKeyIsRefusedAndNothingChanges() throws SQLException {
        try (var runs = facility(18)) {
            runs.run();
            List<String> before = runs.places("thing");
            String declared = folderText("sources/base.yaml");
            runs.project()
                    .with("sources/base.yaml", declared.replace("type: integer", "type: decimal"));

            assertThatThrownBy(runs::run)
                    .hasMessage(
                            "column beds of dataset thing has another type (dataset-shape-changed):"
                                    + " it is bigint and is declared as numeric");

            runs.project()
                    .with(
                            "sources/base.yaml",
                            declared.replace("primary_key: [code]", "primary_key: [name]"));
            assertThatThrownBy(runs::run)
                    .hasMessage(
                            "the primary key of dataset thing was changed (dataset-key-changed): it"
                                    + " was [[code]] and is declared as [[name]]");
            assertThat(runs.places("thing")).isEqualTo(before);
            assertThat(runs.texts("SELECT state FROM cairn.run ORDER BY run"))
                    .containsExactly("loaded", "failed", "failed");
            assertThat(runs.text("SELECT problem ->> 'code' FROM cairn.run WHERE run = 2"))
                    .isEqualTo("dataset-shape-changed");
        }
    }

    @Test
    void aTableOfSomebodyElseIsLeftAlone() throws SQLException {
        try (var runs = facility(18)) {
            Sql.execute(runs.connection(), "CREATE TABLE thing (code text)");

            assertThatThrownBy(runs::run)
                    .hasMessageStartingWith(
                            "table thing exists and is not Cairn's (table-not-ours)");
            assertThat(runs.texts("SELECT to_regclass('thing_contacts')::text"))
                    .containsExactly("null");
        }
    }

    @Test
    void aTableEmptiedByHandIsLoadedAgain() throws SQLException {
        try (var runs = facility(18)) {
            runs.run();
            Sql.execute(runs.connection(), "DELETE FROM thing WHERE code = 'a'");

            RunReport report = runs.run();

            assertThat(report.state()).isEqualTo(RunState.LOADED);
            assertThat(report.total().created()).isEqualTo(1);
            assertThat(runs.texts("SELECT code || kind FROM thing_contacts ORDER BY 1"))
                    .containsExactly("afax", "atel", "btel");

            Sql.execute(runs.connection(), "DROP TABLE thing, thing_contacts");
            assertThat(runs.run().total().created()).isEqualTo(3);
            assertThat(runs.rows("thing")).hasSize(3);
            Sql.execute(runs.connection(), "DROP TABLE thing");
            assertThat(runs.run().total().created()).isEqualTo(3);
            assertThat(runs.rows("thing_contacts")).hasSize(3);
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRecordWithoutKeyIsItsContent(int major) throws SQLException {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields:
                                  a: {json: a}
                                  l: {each: ["$.l[*]"], fields: {n: {json: "$"}}}
                                """)
                        .with(
                                "data/f.json",
                                "[{\"a\": \"1\", \"l\": [\"x\"]}, {\"a\": \"2\", \"l\": [\"z\"]}, {\"a\": \"1\", \"l\": [\"x\"]}]");
        try (var runs = new TestRuns(major, project)) {
            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 3 accepted 3 quarantined 0 new 2 changed 0 unchanged 0 withdrawn 0 duplicates 1 held 0");
            String key = runs.text("SELECT _key FROM thing WHERE a = '1'");
            assertThat(runs.trace("thing", key, "a").text()).isEqualTo("1");
            assertThat(runs.trace("thing_l", key + ",1", "n").text()).isEqualTo("x");
            assertThat(runs.texts("SELECT n FROM thing_l JOIN thing ON _parent = _key ORDER BY 1"))
                    .containsExactly("x", "z");

            runs.project()
                    .with(
                            "data/f.json",
                            "[{\"a\": \"1\", \"l\": [\"y\"]}, {\"a\": \"2\", \"l\": [\"z\"]}]");
            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 2 accepted 2 quarantined 0 new 1 changed 0 unchanged 1 withdrawn 1 duplicates 0 held 0");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void numbersGoOnAfterTheLedgerIsGone(int major) throws SQLException {
        try (var runs = facility(major)) {
            runs.run();
            runs.project().with("data/f.json", FIRST.replace("Chema", "C"));
            assertThat(runs.run().run()).isEqualTo(new RunNumber(2));
            Sql.execute(
                    runs.connection(),
                    "DROP SCHEMA cairn CASCADE; DROP TABLE thing, thing_contacts");

            assertThat(runs.run().run()).isEqualTo(new RunNumber(3));
        }
    }

    @Test
    void numbersOfOneValueAreOneRecord() throws SQLException {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields: {k: {json: k, type: decimal}, v: {json: v}}
                                primary_key: [k]
                                """)
                        .with("data/f.json", "[{\"k\": 1.50, \"v\": \"a\"}, {\"k\": 2}]");
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            runs.project()
                    .with("data/f.json", "[{\"k\": 1.5, \"v\": \"b\"}, {\"k\": 2.0}, {\"k\": 2}]");

            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 3 accepted 2 quarantined 1 new 0 changed 2 unchanged 0 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.trace("thing", "1.5", "v").text()).isEqualTo("b");
        }
    }
}
