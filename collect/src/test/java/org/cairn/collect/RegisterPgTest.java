package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.ledger.run.RunCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A public register as it was published on two days; the counts are computed here a second time,
/// by splitting lines. The files hold no quotes.
final class RegisterPgTest {
    private static final String FIELDS =
            """
            fields:
              name: {from: 議員氏名}
              party: {from: 会派}
              district: {from: 選挙区}
              until: {from: 任期満了, type: date}
              times: {from: 当選回数, type: integer}
            primary_key: [name]
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void fiveFieldsOfTwoDaysAreComparedAsByHand(int major) throws IOException, SQLException {
        compare(major, FIELDS, List.of(0, 4, 5, 6, 9));
    }

    @Test
    void allFieldsOfTwoDaysAreComparedAsByHand() throws IOException, SQLException {
        compare(18, "primary_key: [議員氏名]", List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
    }

    private void compare(int major, String resource, List<Integer> columns)
            throws IOException, SQLException {
        byte[] first = bytes("2022-07-26.csv");
        byte[] second = bytes("2022-07-29.csv");
        Map<String, List<String>> before = records(first, columns);
        Map<String, List<String>> after = records(second, columns);
        long known = after.keySet().stream().filter(before::containsKey).count();
        long same =
                after.entrySet().stream()
                        .filter(record -> record.getValue().equals(before.get(record.getKey())))
                        .count();
        var project = TestProject.csv(folder, resource).with("data/giin.csv", first);
        try (var runs = new TestRuns(major, project)) {
            assertThat(runs.run().total())
                    .isEqualTo(new RunCounts(1, 243, 243, 0, 243, 0, 0, 0, 0, 0));
            runs.project().with("data/giin.csv", second);

            assertThat(runs.run().total())
                    .isEqualTo(
                            new RunCounts(
                                    1,
                                    248,
                                    248,
                                    0,
                                    after.size() - known,
                                    known - same,
                                    same,
                                    before.size() - known,
                                    0,
                                    0));
            assertThat(after.size() - known).isEqualTo(47);
            assertThat(before.size() - known).isEqualTo(42);
            assertThat(runs.texts("SELECT count(*)::text FROM thing WHERE _withdrawn IS NULL"))
                    .containsExactly("248");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.lineageWithoutRows()).isEmpty();
        }
    }

    private static Map<String, List<String>> records(byte[] csv, List<Integer> columns) {
        assertThat(csv).doesNotContain('"');
        Map<String, List<String>> records = new LinkedHashMap<>();
        new String(csv, StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .forEach(cells ->
                        records.put(cells[0], columns.stream().map(i -> cells[i]).toList()));
        return records;
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = RegisterPgTest.class.getResourceAsStream("/sangiin/" + file)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
