package org.cairn.collect.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.cairn.collect.TestProject;
import org.cairn.collect.TestRuns;
import org.cairn.kernel.Sha256;
import org.cairn.postgres.Sql;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every value leads back to bytes that say it: they are read from the file by the library of Java,
/// unquoted by a few lines of this test, and must give the value that is stored.
final class TracePgTest {
    private static final int CELLS = 2_000;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void valuesOfJsonLeadToTheirBytes(int major) throws IOException, SQLException {
        SeededRandom random = SeededRandom.fresh();
        var project =
                TestProject.json(
                        folder,
                        """
                        records:
                          - {id: stations, json: "$.stations[*]", set: {kind: police}}
                          - {id: regions, json: "$.regions[*].facilities[*]", carry: {county: "$.regions[*].name"}}
                        fields:
                          code: {json: code}
                          name: {any: [{json: names.official}, {json: title}], transform: [{strip_prefix: "Dr "}, upper]}
                          size: {json: size, type: decimal}
                          open: {json: open, type: boolean}
                          county: {any: [{json: location.county}, {carry: county}]}
                          kind: {json: kind}
                          extra: {json: extra, type: json}
                          contacts: {each: ["$.contacts[*]", "$.contact"], fields: {type: {json: type}, value: {any: [{json: value}, {json: no}]}}}
                        primary_key: [code]
                        """);
        project.with("data/s.json", JsonPages.stations(random, 60))
                .with("data/r.json", JsonPages.regions(random, 200));
        try (var runs = new TestRuns(major, project)) {
            var checks = new Checks(runs, random, StandardCharsets.UTF_8, TracePgTest::unquoteJson);
            checks.keepOriginals();
            runs.run();
            project.with("data/r.json", JsonPages.regions(random, 180));
            checks.keepOriginals();
            runs.runOverriding("other records");

            checks.cells("thing", List.of("code"), major == 18 ? CELLS : CELLS / 10);
            checks.cells("thing_contacts", List.of("code", "ordinal"), CELLS / 10);
            checks.noRowWithoutLineage();
            assertThat(checks.withoutSource)
                    .as("rules of values no bytes say: %s", random)
                    .isPositive();
        }
    }

    @Test
    void valuesOfJsonLinesLeadToTheirBytes() throws IOException, SQLException {
        SeededRandom random = SeededRandom.fresh();
        var project =
                TestProject.of(
                        folder,
                        """
                        format: jsonl
                        location: "file:data/*.jsonl"
                        resources:
                          - name: thing
                            fields:
                              code: {json: code}
                              name: {any: [{json: names.official}, {json: title}], transform: [{strip_prefix: "Dr "}, upper]}
                              size: {json: size, type: decimal}
                              open: {json: open, type: boolean}
                              extra: {json: extra, type: json}
                            primary_key: [code]
                        """);
        project.with("data/a.jsonl", JsonPages.lines(random, 450));
        try (var runs = new TestRuns(18, project)) {
            var checks = new Checks(runs, random, StandardCharsets.UTF_8, TracePgTest::unquoteJson);
            checks.keepOriginals();
            runs.run();
            project.with("data/a.jsonl", JsonPages.lines(random, 400));
            checks.keepOriginals();
            runs.runOverriding("other records");

            checks.cells("thing", List.of("code"), CELLS);
            checks.noRowWithoutLineage();
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "windows-1252", "Shift_JIS"})
    void valuesOfCsvLeadToTheirBytes(String encoding) throws IOException, SQLException {
        SeededRandom random = SeededRandom.fresh();
        Charset charset = Charset.forName(encoding);
        var project =
                TestProject.of(
                        folder,
                        """
                        format: csv
                        location: "file:data/*.csv"
                        encoding: %s
                        dialect: {null_values: ["", NA]}
                        resources:
                          - name: thing
                            fields:
                              code: {from: code}
                              name: {any: [{from: Name}, {from: alias}], transform: [{strip_prefix: "Dr "}, upper]}
                              note: {from: "the note"}
                              amount: {from: amount, type: decimal}
                            primary_key: [code]
                        """
                                .formatted(encoding));
        project.with("data/a.csv", CsvPages.page(random, 550).getBytes(charset));
        try (var runs = new TestRuns(18, project)) {
            var checks = new Checks(runs, random, charset, TracePgTest::unquoteCsv);
            checks.keepOriginals();
            runs.run();
            project.with("data/a.csv", CsvPages.page(random, 500).getBytes(charset));
            checks.keepOriginals();
            runs.runOverriding("other records");

            checks.cells("thing", List.of("code"), CELLS);
            checks.noRowWithoutLineage();
            assertThat(checks.withoutSource)
                    .as("rules of values no bytes say: %s", random)
                    .isPositive();
        }
    }

    @Test
    void aValueWithoutBytesSaysWhy() throws SQLException {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{id: all, json: "$[*]", set: {kind: police}}]
                                fields: {code: {json: code}, name: {json: name}, kind: {json: kind}, l: {each: ["$.l[*]"], fields: {n: {json: "$"}}}}
                                primary_key: [code]
                                """)
                        .with("data/a.json", "[{\"code\": \"1\", \"l\": [5]}]");
        try (var runs = new TestRuns(18, project)) {
            runs.run();

            assertThat(runs.trace("thing", "1", "kind").rule())
                    .isEqualTo("set to 'police' by strategy all");
            assertThat(runs.trace("thing", "1", "name").rule())
                    .isEqualTo("no alternative of the field has a value in this record");
            assertThat(runs.trace("thing", "1", "name").text())
                    .isEqualTo("{\"code\": \"1\", \"l\": [5]}");
            assertThat(runs.trace("thing_l", "1,1", "ordinal").rule())
                    .isEqualTo("the place of the element in its list");
            assertThat(runs.trace("thing_l", "1,1", "code").rule()).isEqualTo("all: json $.code");
            assertThat(runs.trace("thing_l", "1,1", "code").text()).isEqualTo("1");
            assertThat(runs.trace("thing", "1", "code").rule()).isEqualTo("all: json $.code");
            assertThatThrownBy(() -> runs.trace("thing", "1", "nme"))
                    .hasMessage(
                            "dataset 'thing' has no column 'nme' (column-unknown): its columns are"
                                    + " code, name, kind");
            assertThatThrownBy(() -> runs.trace("thing", "2", "name"))
                    .hasMessage(
                            "dataset 'thing' has no record '2' (record-unknown): its key is code");
            assertThatThrownBy(() -> runs.trace("thing", "1,2", "name"))
                    .hasMessageContaining("record-unknown");
        }
    }

    @Test
    void childrenAreShownWhateverTheirColumnsAreCalled() throws SQLException {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields: {code: {json: code}, l: {each: ["$.l[*]"], fields: {c: {json: "$"}, t: {json: "$"}}}}
                                primary_key: [code]
                                """)
                        .with("data/a.json", "[{\"code\": \"1\", \"l\": [5]}]");
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            var reader = new RecordReader();
            StoredRecord record = reader.load(runs.connection(), "thing", RecordKey.parse("1"));

            assertThat(reader.children(runs.connection(), record))
                    .containsExactly(
                            Map.entry(
                                    "thing_l",
                                    List.of(
                                            "{\"c\": \"5\", \"t\": \"5\", \"code\": \"1\","
                                                    + " \"ordinal\": 1}")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void keysOfEveryTypeAreFound(int major) throws SQLException {
        Map<String, String> keys =
                Map.of(
                        "integer", "9223372036854775807",
                        "decimal", "1.50",
                        "double", "0.1",
                        "boolean", "true",
                        "date", "2026-02-28",
                        "timestamp", "2026-02-28T01:02:03Z",
                        "uuid", "123e4567-e89b-12d3-a456-426614174000",
                        "text", "it's \"1\"");
        for (var key : keys.entrySet()) {
            Path own = folder.resolve(key.getKey());
            var project =
                    TestProject.csv(
                                    own,
                                    "fields: {k: {from: k, type: %s}, v: {from: v}}\nprimary_key: [k]"
                                            .formatted(key.getKey()))
                            .with(
                                    "data/a.csv",
                                    "k,v\n\""
                                            + key.getValue().replace("\"", "\"\"")
                                            + "\",found\n");
            try (var runs = new TestRuns(major, project)) {
                runs.run();

                assertThat(runs.trace("thing", key.getValue(), "v").text()).isEqualTo("found");
                assertThatThrownBy(() -> runs.trace("thing", "nonsense", "v"))
                        .as(key.getKey())
                        .hasMessage(
                                "dataset 'thing' has no record 'nonsense' (record-unknown): its key"
                                        + " is k");
            }
        }
    }

    @Test
    void aRowWrittenByHandHasNoLineage() throws SQLException {
        var project =
                TestProject.csv(folder, "primary_key: [id]").with("data/a.csv", "id,a\n1,x\n");
        try (var runs = new TestRuns(18, project)) {
            runs.run();
            Sql.execute(
                    runs.connection(),
                    "INSERT INTO thing (id, _rid, _key, _hash) VALUES ('9', 77, gen_random_uuid(), 1)");

            assertThatThrownBy(() -> runs.trace("thing", "9", "a"))
                    .hasMessageStartingWith("no lineage for row id 77 (lineage-missing)");
            assertThat(runs.rowsWithoutLineage()).containsExactly("public.thing row 77");
        }
    }

    /// The string or the other literal that stands in the bytes.
    private static String unquoteJson(String literal) {
        if (!literal.startsWith("\"")) {
            return literal;
        }
        var text = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c == '\\') {
                c = literal.charAt(++i);
                if (c == 'u') {
                    c = (char) Integer.parseInt(literal.substring(i + 1, i + 5), 16);
                    i += 4;
                } else if ("nrtbf".indexOf(c) >= 0) {
                    c = "\n\r\t\b\f".charAt("nrtbf".indexOf(c));
                }
            }
            text.append(c);
        }
        return text.toString();
    }

    private static String unquoteCsv(String cell) {
        return cell.startsWith("\"")
                ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
                : cell;
    }

    /// Traces random cells and reads their bytes another way. Confined to one test.
    private final class Checks {
        private final TestRuns runs;
        private final SeededRandom random;
        private final Charset charset;
        private final UnaryOperator<String> unquote;
        private int withoutSource;

        Checks(TestRuns runs, SeededRandom random, Charset charset, UnaryOperator<String> unquote) {
            this.runs = runs;
            this.random = random;
            this.charset = charset;
            this.unquote = unquote;
        }

        /// Copies the files that are there now, to be read when they have been replaced.
        void keepOriginals() throws IOException {
            Path kept = Files.createDirectories(folder.resolve("originals"));
            try (var files = Files.list(folder.resolve("data"))) {
                for (Path file : files.toList()) {
                    Path copy = kept.resolve(Sha256.of(Files.readAllBytes(file)).hex());
                    if (!Files.exists(copy)) {
                        Files.copy(file, copy);
                    }
                }
            }
        }

        void cells(String table, List<String> keyColumns, int count) {
            List<String> columns =
                    runs.texts(
                            """
                            SELECT attname FROM pg_attribute
                             WHERE attrelid = '%s'::regclass AND attnum > 0 AND attname NOT LIKE '\\_%%'
                             ORDER BY attnum
                            """
                                    .formatted(table));
            String key =
                    String.join(
                            " || ',' || ",
                            keyColumns.stream().map(each -> each + "::text").toList());
            List<String> keys = runs.texts("SELECT " + key + " FROM " + table + " ORDER BY 1");
            assertThat(keys).hasSizeGreaterThan(50);
            for (int i = 0; i < count; i++) {
                cell(table, random.pick(keys), random.pick(columns), key);
            }
        }

        private void cell(String table, String key, String column, String keyExpression) {
            Trace trace = runs.trace(table, key, column);
            String where = "%s %s %s by %s".formatted(table, key, column, random);
            byte[] bytes = original(trace);
            assertThat(trace.bytes()).as(where).isEqualTo(bytes);
            String literal = new String(bytes, charset);
            List<String> stored =
                    Sql.list(
                            runs.connection(),
                            "SELECT %s::text FROM %s WHERE %s = ?"
                                    .formatted(column, table, keyExpression),
                            row -> {
                                String value = row.getString(1);
                                return value == null ? "(null)" : value;
                            },
                            key);
            if (!trace.rule().contains(": ")) {
                withoutSource++;
                assertThat(stored.getFirst())
                        .as(where)
                        .isEqualTo(
                                switch (column) {
                                    case "kind" -> "police";
                                    case "ordinal" -> key.substring(key.indexOf(',') + 1);
                                    case "code" -> key.substring(0, key.indexOf(','));
                                    default -> "(null)";
                                });
                return;
            }
            if (column.equals("extra")) {
                boolean equal =
                        Sql.load(
                                runs.connection(),
                                "SELECT ?::jsonb = ?::jsonb",
                                row -> row.getBoolean(1),
                                literal,
                                stored.getFirst());
                assertThat(equal).as(where).isTrue();
                return;
            }
            assertThat(transformed(column, unquote.apply(literal)))
                    .as(where)
                    .isEqualTo(stored.getFirst());
            assertThat(trace.text()).as(where).isEqualTo(unquote.apply(literal));
        }

        private String transformed(String column, String text) {
            return switch (column) {
                case "name" ->
                        (text.startsWith("Dr ") ? text.substring(3) : text)
                                .toUpperCase(Locale.ROOT);
                case "size", "amount" -> new java.math.BigDecimal(text).toPlainString();
                default -> text;
            };
        }

        private byte[] original(Trace trace) {
            Path file = folder.resolve("originals").resolve(trace.document().sha256().hex());
            var bytes = ByteBuffer.allocate(trace.span().length());
            try (FileChannel channel = FileChannel.open(file)) {
                int read = 0;
                while (bytes.hasRemaining() && read >= 0) {
                    read = channel.read(bytes, trace.span().offset() + bytes.position());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.array();
        }

        void noRowWithoutLineage() {
            List<String> faults = new ArrayList<>(runs.rowsWithoutLineage());
            faults.addAll(runs.lineageWithoutRows());
            assertThat(faults).as("%s", random).isEmpty();
        }
    }
}
