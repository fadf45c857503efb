package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cairn.collect.TestRuns.counts;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Resources that list no fields: every field as it comes.
final class UndeclaredFieldsPgTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void csvColumnsKeepTheirNamesWhateverTheyAre(int major) throws SQLException {
        var project =
                TestProject.csv(folder, "primary_key: [\"議員 氏名\", 'say \"hi\"']")
                        .with(
                                "data/f.csv",
                                "議員 氏名,\"say \"\"hi\"\"\",a.b,back\\slash,select\n阿達 雅志,x,1,2,3\n山田,y,,5,6\n");
        try (var runs = new TestRuns(major, project)) {
            assertThat(runs.run().total().created()).isEqualTo(2);
            assertThat(runs.rows("thing"))
                    .containsExactlyInAnyOrder(
                            "{\"a.b\": \"1\", \"select\": \"3\", \"say \\\"hi\\\"\": \"x\", \"back\\\\slash\": \"2\", \"議員 氏名\": \"阿達 雅志\"}",
                            "{\"a.b\": null, \"select\": \"6\", \"say \\\"hi\\\"\": \"y\", \"back\\\\slash\": \"5\", \"議員 氏名\": \"山田\"}");
            assertThat(runs.trace("thing", "阿達 雅志,x", "back\\slash").text()).isEqualTo("2");

            runs.project()
                    .with(
                            "data/f.csv",
                            "議員 氏名,\"say \"\"hi\"\"\",a.b,back\\slash,select\n阿達 雅志,x,1,2,4\n山田,y,,5,6\n");
            assertThat(counts(runs.run()))
                    .isEqualTo(
                            "records 2 accepted 2 quarantined 0 new 0 changed 1 unchanged 1 withdrawn 0 duplicates 0 held 0");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void jsonMembersOfAllRecordsBecomeColumns(int major) throws SQLException {
        var project =
                TestProject.json(folder, "records: [{json: \"$[*]\"}]\nprimary_key: [id]")
                        .with(
                                "data/a.json",
                                "[{\"id\": 1, \"名 前\": \"x\"}, {\"id\": 2, \"more\": {\"a\": [1, 2]}}]")
                        .with("data/b.json", "[{\"id\": 3, \"more\": \"text\", \"it's\": true}]");
        try (var runs = new TestRuns(major, project)) {
            assertThat(runs.run().total().created()).isEqualTo(3);
            assertThat(runs.rows("thing"))
                    .containsExactlyInAnyOrder(
                            "{\"id\": \"1\", \"it's\": null, \"more\": null, \"名 前\": \"x\"}",
                            "{\"id\": \"2\", \"it's\": null, \"more\": {\"a\": [1, 2]}, \"名 前\": null}",
                            "{\"id\": \"3\", \"it's\": \"true\", \"more\": \"text\", \"名 前\": null}");
            assertThat(runs.trace("thing", "2", "more").text()).isEqualTo("{\"a\":[1,2]}");
        }
    }

    @Test
    void aColumnMoreIsAddedAndAColumnLessIsEmptied() throws SQLException {
        var project =
                TestProject.csv(folder, "primary_key: [id]").with("data/f.csv", "id,a\n1,x\n2,y\n");
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            runs.project().with("data/f.csv", "id,a,b\n1,x,\n2,y,z\n");
            runs.run();
            assertThat(runs.texts("SELECT id || a || coalesce(b, '-') FROM thing ORDER BY 1"))
                    .containsExactly("1x-", "2yz");

            runs.project().with("data/f.csv", "id,b\n1,q\n2,z\n");
            runs.run();
            assertThat(runs.texts("SELECT id || coalesce(b, '-') FROM thing ORDER BY 1"))
                    .containsExactly("1q", "2z");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @Test
    void aFieldWithTheNameOfASystemColumnIsRefused() throws SQLException {
        var project =
                TestProject.csv(folder, "primary_key: [id]").with("data/f.csv", "id,_rid\n1,x\n");
        try (var runs = new TestRuns(18, project)) {
            assertThatThrownBy(runs::run)
                    .hasMessageStartingWith(
                            "dataset thing has two columns of one name (column-names-clash)");
        }
    }
}
