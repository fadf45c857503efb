package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Views that a pipeline declares.
final class ViewsPgTest {
    @TempDir Path folder;

    private TestRuns runs;

    @BeforeEach
    void declaresTwoDatasetsAndAView() {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields: {code: {}, name: {}, parts: {each: ["$.parts[*]"], fields: {part: {json: "$"}}}}
                                primary_key: [code]
                                """)
                        .with(
                                "data/a.json",
                                "[{\"code\": \"a\", \"name\": \"A\", \"parts\": [\"x\"]}]")
                        .with(
                                "sources/other.yaml",
                                """
                                version: 1
                                source: other
                                type: file
                                format: json
                                location: file:other/a.json
                                resources:
                                  - name: more
                                    records: [{json: "$[*]"}]
                                    fields: {code: {}}
                                    primary_key: [code]
                                """)
                        .with("other/a.json", "[{\"code\": \"m\"}]");
        runs = new TestRuns(18, project);
        declare("[{name: names, sql: views/names.sql}]");
        query("-- what things are called\nSELECT code, name FROM thing;\n");
    }

    @AfterEach
    void close() throws Exception {
        runs.close();
    }

    private void declare(String views) {
        runs.project()
                .with(
                        "pipelines/thing.yaml",
                        "version: 1\npipeline: thing\nfrom: [base.thing]\ndesign: {views: %s}\n"
                                .formatted(views));
    }

    private void query(String sql) {
        runs.project().with("views/names.sql", sql);
    }

    private String definition() {
        return runs.text(
                "SELECT oid::text || obj_description(oid) FROM pg_class WHERE relname = 'names'");
    }

    @Test
    void areMadeByTheRunAndLeftAloneWhileTheyAreAsDeclared() {
        runs.run();
        String before =
                runs.text("SELECT xmin::text || oid::text FROM pg_class WHERE relname = 'names'");

        assertThat(runs.rows("names")).containsExactly("{\"code\": \"a\", \"name\": \"A\"}");
        assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
        assertThat(
                        runs.text(
                                "SELECT xmin::text || oid::text FROM pg_class WHERE relname = 'names'"))
                .isEqualTo(before);
        assertThat(definition()).contains("Made by Cairn from views/names.sql, SHA-256 ");
    }

    @Test
    void followTheirFileWithoutNewDataAndKeepWhoMayReadThem() {
        runs.run();
        Sql.execute(runs.connection(), "GRANT SELECT ON names TO PUBLIC");
        query("SELECT code, upper(name || '{x}') AS name, 1 AS one FROM thing");

        assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
        assertThat(runs.rows("names"))
                .containsExactly("{\"one\": 1, \"code\": \"a\", \"name\": \"A{X}\"}");
        assertThat(runs.text("SELECT has_table_privilege('public', 'names', 'SELECT')"))
                .isEqualTo("t");
    }

    @Test
    void withOtherColumnsAreMadeAnewUnlessSomethingStandsOnThem() {
        runs.run();
        query("SELECT name FROM thing");
        runs.run();
        assertThat(runs.rows("names")).containsExactly("{\"name\": \"A\"}");

        Sql.execute(runs.connection(), "CREATE VIEW theirs AS SELECT name FROM names");
        query("SELECT code AS other FROM thing");
        assertThatThrownBy(runs::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code().name()).isEqualTo("view-in-use");
                            assertThat(e.problem().headline())
                                    .isEqualTo(
                                            "view names has other columns now, and something stands"
                                                    + " on it");
                        });
        assertThat(runs.rows("theirs")).containsExactly("{\"name\": \"A\"}");
    }

    @Test
    void aQueryThatIsWrongIsNamedWithItsLineAndNothingIsLoaded() {
        query("SELECT code,\n       nam\n  FROM thing\n");

        assertThatThrownBy(runs::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code().name()).isEqualTo("view-failed");
                            assertThat(e.problem().headline())
                                    .isEqualTo("view names cannot be made");
                            assertThat(e.problem().what())
                                    .isEqualTo(
                                            "PostgreSQL says of views/names.sql, line 2: column"
                                                    + " \"nam\" does not exist");
                        });
        assertThat(runs.text("SELECT to_regclass('thing')")).isEqualTo("null");
        assertThat(runs.text("SELECT state || ' ' || (problem ->> 'code') FROM cairn.run"))
                .isEqualTo("failed view-failed");
    }

    @Test
    void waitForTheDatasetsTheyNeedAndAreMadeByWhicheverRunBringsTheLast() {
        declare("[{name: names, sql: views/names.sql, needs: [more, thing_parts]}]");
        query("SELECT code FROM thing UNION ALL SELECT code FROM more");
        runs.run();

        assertThat(runs.text("SELECT to_regclass('names')")).isEqualTo("null");
        runs.runWithViewsOf(List.of("more"));
        assertThat(runs.rows("names")).containsExactly("{\"code\": \"a\"}", "{\"code\": \"m\"}");
    }

    @Test
    void neverReplaceWhatOthersMade() {
        Sql.execute(runs.connection(), "CREATE VIEW names AS SELECT 1 AS mine");

        assertThatThrownBy(runs::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code().name()).isEqualTo("view-not-ours");
                            assertThat(e.problem().headline())
                                    .isEqualTo("names exists and is not a view of Cairn's");
                        });
        assertThat(runs.rows("names")).containsExactly("{\"mine\": 1}");
    }
}
