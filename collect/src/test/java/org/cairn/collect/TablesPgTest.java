package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cairn.collect.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables as public bodies publish them, from the file to the row and back to the bytes.
final class TablesPgTest {
    private static final Charset JAPANESE = Charset.forName("windows-31j");
    private static final String VOTES =
            """
            投票結果,,,
            ,,令和5年 3月28日,令和6年1月4日
            議員,会派,投票1,投票2
            髙橋①,自民、公明,賛成,反対
            "山田, 太郎",立憲,,欠席
            鈴木,無,賛成,棄権
            合計,,2,1
            """;

    @TempDir Path folder;

    @Test
    void wideTablesInManyEncodingsBecomeRowsThatAreFoundAgain() throws IOException, SQLException {
        var project =
                TestProject.of(
                        folder,
                        """
                        format: csv
                        location: "file:data/*"
                        member: "*.csv"
                        encoding: {detect: true}
                        dialect: {header_rows: [2, 3], footer_rows: 1}
                        resources:
                          - name: ballot
                            unpivot: {columns: {from: 3}, names_to: [date, vote], values_to: ballot}
                            fields:
                              member: {from: 議員}
                              parties: {from: 会派, type: json, transform: [{split: "、"}]}
                              date: {type: date, transform: [era_date]}
                              vote: {}
                              ballot: {accepted_values: [賛成, 反対, 欠席]}
                            primary_key: [member, vote]
                        """);
        project.with("data/a.csv", VOTES.getBytes(JAPANESE))
                .with(
                        "data/b.csv",
                        ("\ufeff"
                                        + VOTES.replace("髙橋①", "伊藤")
                                                .replace("山田", "木田")
                                                .replace("鈴木", "林"))
                                .getBytes(StandardCharsets.UTF_16LE))
                .with("data/c.zip", zip("x/c.csv", VOTES.replaceAll("髙橋①|山田|鈴木", "佐藤$0")));
        try (var runs = new TestRuns(18, project)) {
            RunReport report = runs.run();

            assertThat(TestRuns.counts(report))
                    .startsWith("records 15 accepted 12 quarantined 3 new 12");
            assertThat(runs.text("SELECT parties::text FROM ballot WHERE member = '髙橋①' LIMIT 1"))
                    .isEqualTo("[\"自民\", \"公明\"]");
            requireTrace(runs, "髙橋①,投票2", "ballot", "反対", JAPANESE);
            requireTrace(runs, "髙橋①,投票2", "date", "令和6年1月4日", JAPANESE);
            requireTrace(runs, "伊藤,投票1", "vote", "投票1", StandardCharsets.UTF_16LE);
            requireTrace(runs, "木田\\, 太郎,投票2", "ballot", "欠席", StandardCharsets.UTF_16LE);
            Trace member = requireTrace(runs, "佐藤鈴木,投票1", "member", "佐藤鈴木", JAPANESE);
            assertThat(member.document().url()).isEqualTo("file:data/c.zip!/x/c.csv");
            assertThat(member.document().member()).isEqualTo("x/c.csv");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    private static Trace requireTrace(
            TestRuns runs, String key, String column, String text, Charset charset) {
        Trace trace = runs.trace("ballot", key, column);
        assertThat(trace.text()).isEqualTo(text);
        assertThat(new String(trace.bytes(), charset)).isEqualTo(text);
        return trace;
    }

    private static byte[] zip(String member, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(member));
            out.write(text.getBytes(JAPANESE));
        }
        return bytes.toByteArray();
    }

    @Test
    void filesThatDifferInTheirColumnsAreOneTable() throws SQLException {
        var project =
                TestProject.of(
                                folder,
                                """
                                format: csv
                                location: "file:data/*.csv"
                                columns: {standardize: snake_case, missing: report}
                                dialect: {date_order: [dmy], locale: de_DE}
                                resources:
                                  - name: thing
                                    fields:
                                      id: {}
                                      founded: {type: date}
                                      budget: {type: decimal}
                                      file: {from: _file}
                                    primary_key: [id]
                                """)
                        .with(
                                "data/a.csv",
                                "id;Founded;Budget\n1;31.12.1999;1.234,5\n2;31.02.1999;1\n")
                        .with("data/b.csv", "id;Budget\n3;7\n4;1,234.5\n");
        try (var runs = new TestRuns(18, project)) {
            runs.run();

            assertThat(runs.rows("thing"))
                    .containsExactly(
                            "{\"id\": \"1\", \"file\": \"a.csv\", \"budget\": 1234.5, \"founded\": \"1999-12-31\"}",
                            "{\"id\": \"3\", \"file\": \"b.csv\", \"budget\": 7, \"founded\": null}");
            assertThat(runs.trace("thing", "3", "file").text()).isEqualTo("b.csv");
            assertThat(runs.texts("SELECT code || ' ' || message FROM cairn.quarantine ORDER BY 1"))
                    .isEqualTo(
                            List.of(
                                    "wrong-type budget must be a number with ',' before its fraction and '.' in groups",
                                    "wrong-type founded must be a date in the order dmy"));
        }
    }
}
