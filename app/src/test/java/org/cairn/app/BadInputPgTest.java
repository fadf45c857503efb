package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cairn.kernel.Problem;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Declarations and files that are wrong: each ends in a problem with its code, the ledger has it,
/// and what was loaded before is untouched.
final class BadInputPgTest {
    private static final Charset SHIFT_JIS = Charset.forName("Shift_JIS");
    private static final String NOT_USED = "the document is stored; nothing of it was used";

    @TempDir private Path folder;
    private ProjectFixture project;

    @BeforeEach
    void loadSomethingGood() {
        project = ProjectFixture.in(folder).source("csv").file("data/s.csv", "id,name\n1,one\n");
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
    }

    private static void says(Problem problem, String code, int exit, String headline) {
        assertThat(problem.code().name()).isEqualTo(code);
        assertThat(problem.code().exitCode()).isEqualTo(exit);
        assertThat(problem.headline()).isEqualTo(headline);
        assertThat(problem.what()).isNotBlank();
        assertThat(problem.kept()).isNotBlank();
        assertThat(problem.remedy()).isNotBlank();
    }

    /// Runs what must fail in run 2, and then something good in run 3.
    private Problem failedRun() {
        Problem problem = project.problemOfRun();

        assertThat(project.content()).isEqualTo("1 one");
        var failed = project.ledgerOf(2);
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.problem()).contains("\"" + problem.code().name() + "\"");
        assertThat(project.ask("SELECT count(*) FROM cairn.run_dataset")).isEqualTo("1");
        project.source("csv").file("data/s.csv", "id,name\n1,one\n2,two\n");
        assertThat(project.run().run().value()).isEqualTo(3);
        assertThat(project.content()).isEqualTo("1 one, 2 two");
        return problem;
    }

    private void nothingTried(Problem problem) {
        assertThat(project.content()).isEqualTo("1 one");
        assertThat(project.ask("SELECT count(*) FROM cairn.run")).isEqualTo("1");
        assertThat(problem.kept()).isEqualTo("Nothing was fetched or changed.");
    }

    @Test
    void refusesAnUnknownKey() {
        project.source("csv", "      id: {from: id, tpye: integer}\n");

        Problem problem = project.problemOfRun();

        says(problem, "declaration-wrong", 2, "a declaration is wrong");
        assertThat(problem.what())
                .isEqualTo("sources/s.yaml:9:22 unknown key 'tpye', did you mean 'type'?");
        nothingTried(problem);
    }

    @Test
    void refusesAValueOfTheWrongType() {
        project.source("csv", "      id: {from: id, required: maybe}\n");

        Problem problem = project.problemOfRun();

        says(problem, "declaration-wrong", 2, "a declaration is wrong");
        assertThat(problem.what())
                .isEqualTo("sources/s.yaml:9:32 'required' must be true or false, not 'maybe'");
        nothingTried(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../s.csv", "/etc/passwd", "data/../../s.csv"})
    void refusesAPathOutsideTheProject(String location) throws IOException {
        Path yaml = project.root().resolve("sources/s.yaml");
        String good = Files.readString(yaml);
        project.file("sources/s.yaml", good.replace("data/s.csv", location));

        Problem problem = project.problemOfRun();

        says(problem, "path-outside-project", 2, "a declaration is wrong");
        assertThat(problem.what()).endsWith("'" + location + "' is not a path inside the project");
        nothingTried(problem);
    }

    @Test
    void refusesALinkThatLeadsOutOfTheProject() throws IOException {
        Path data = project.root().resolve("data/s.csv");
        Files.delete(data);
        Files.createSymbolicLink(data, Path.of("/etc/passwd"));

        Problem problem = project.problemOfRun();
        Files.delete(data);

        says(problem, "path-leaves-project", 2, "data/s.csv leads out of the project's own files");
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.FAILED);
        assertThat(project.content()).isEqualTo("1 one");
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        Files.delete(project.root().resolve("data/s.csv"));

        Problem problem = failedRun();

        says(problem, "source-file-missing", 5, "source 's' has no file");
        assertThat(problem.what()).isEqualTo("nothing is at file:data/s.csv");
    }

    @ParameterizedTest
    @CsvSource({"csv, 'id,name\n2,ä\n'", "json, '[{\"id\":2}]'", "jsonl, '{\"id\":2}\n'"})
    void refusesUtf16(String format, String text) {
        project.source(format).file("data/s." + format, text.getBytes(StandardCharsets.UTF_16));

        Problem problem = failedRun();

        says(
                problem,
                "encoding-unreadable",
                3,
                "s." + format + ": the document looks like UTF-16 or UTF-32, not UTF-8");
        assertThat(problem.kept()).isEqualTo(NOT_USED);
        assertThat(problem.remedy())
                .isEqualTo(
                        "For csv declare 'encoding: {detect: true}'; else convert the file, for example: iconv -f UTF-16 -t UTF-8 old > new");
    }

    @Test
    void refusesJsonInShiftJis() {
        project.source("json")
                .file("data/s.json", "[{\"id\":2,\"name\":\"東京\"}]".getBytes(SHIFT_JIS));

        Problem problem = failedRun();

        says(problem, "encoding-unreadable", 3, "s.json: the document is not text in UTF-8");
        assertThat(problem.what()).isEqualTo("line 1, column 18, byte 17: not UTF-8");
    }

    @Test
    void refusesCsvWhoseEveryRecordIsShiftJis() {
        project.file("data/s.csv", "id,name\n2,東京\n3,大阪\n".getBytes(SHIFT_JIS));

        Problem problem = failedRun();

        says(
                problem,
                "encoding-unreadable",
                3,
                "s.csv: 2 of 2 records are not text in the declared encoding");
        assertThat(problem.what()).contains("the first is on line 2 at byte 8");
        assertThat(problem.remedy()).startsWith("Declare the encoding the file is really in");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"id\":x}]' | a word that is neither text in quotes, number",
                "'{\"id\":' | it ends in the middle of a value",
                "'{\"id\":1}]]' | something follows",
                "'{\"id\":1}] trailing' | a word that is neither text in quotes, number"
            })
    void refusesBrokenJsonBehindManyGoodRecords(String end, String why) {
        String good =
                IntStream.range(10, 5_000)
                        .mapToObj("{\"id\":%d},"::formatted)
                        .collect(Collectors.joining("\n"));
        project.source("json").file("data/s.json", "[" + good + end);

        Problem problem = failedRun();

        says(problem, "document-malformed", 3, "s.json: the document is not valid JSON");
        assertThat(problem.what()).startsWith("line 4990, column ");
        assertThat(problem.kept()).isEqualTo(NOT_USED);
    }

    @Test
    void refusesADeclaredColumnThatTheHeaderLacks() {
        project.source(
                        "csv",
                        """
                              id: {from: id, type: integer}
                              name: {any: [{from: label}, {from: title}]}
                        """)
                .file("data/s.csv", "id,name\n2,two\n");

        Problem tried = ProjectFixture.problemOf(() -> project.wiring().trySource().run("s", 5));
        Problem problem = failedRun();

        says(problem, "column-missing", 3, "s.csv has no column 'label, title'");
        assertThat(problem.what())
                .isEqualTo("field 'name' is made of it; the header has: id, name");
        assertThat(problem.kept()).isEqualTo("the document is stored; nothing was loaded");
        says(tried, "column-missing", 3, "s.csv has no column 'label, title'");
        assertThat(tried.kept()).isEqualTo("nothing was stored or changed");
    }

    @Test
    void takesTheOneAlternativeThatTheHeaderHas() {
        project.source(
                        "csv",
                        """
                              id: {from: id, type: integer}
                              name: {any: [{from: label}, {from: title}]}
                        """)
                .file("data/s.csv", "id,title\n2,two\n");

        assertThat(project.run().total().created()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"json, '[{\"ident\":1},{\"ident\":2}]'", "csv, 'id,name\n,a\n,b\n'"})
    void refusesRecordsOfWhichNoneHasAKey(String format, String text) {
        String fields = "      id: {from: id, type: integer}\n      name: {from: name}\n";
        project.source(format, fields).file("data/s." + format, text);

        Problem problem = failedRun();

        says(problem, "key-missing", 3, "no record of 't' has a primary key");
        assertThat(problem.what()).isEqualTo("none of 2 records has id; looked for at: id");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void setsAFewBadLinesAside(int bad) {
        String good = "{\"id\":1,\"name\":\"one\"}\n".repeat(1);
        project.source("jsonl").file("data/s.jsonl", good + "{\"id\":\n".repeat(bad));

        var counts = project.run().total();

        assertThat(counts.quarantined()).isEqualTo(bad);
        assertThat(counts.accepted()).isEqualTo(1);
    }

    @Test
    void refusesADocumentWithManyBadLines() {
        project.source("jsonl").file("data/s.jsonl", "{\"id\":7}\n" + "{\"id\":\n".repeat(21));

        Problem problem = failedRun();

        says(problem, "bad-lines-budget", 3, "s.jsonl: 21 of 22 records cannot be decoded");
        assertThat(problem.what()).startsWith("10 percent are allowed; the first is on line 2");
    }

    @Test
    void quarantinesJsonThatJsonbCannotHold() {
        project.source(
                        "json",
                        """
                              id: {json: id, type: integer}
                              name: {json: name, type: json}
                        """)
                .file(
                        "data/s.json",
                        """
                        [{"id":2,"name":{"a":1e999999}}, {"id":3,"name":[1e-20000]},
                         {"id":4,"name":"\\u0000"}, {"id":5,"name":["\\\\u0000", 1e300, 1e131000]}]
                        """);
        project.file("sources/s.yaml", yaml().replace("name: t", "name: numbers"));

        var counts = project.run().total();

        assertThat(counts.created()).isEqualTo(1);
        assertThat(counts.quarantined()).isEqualTo(3);
        assertThat(
                        project.ask(
                                "SELECT string_agg(code || ': ' || message, '; ' ORDER BY"
                                        + " quarantine_no) FROM cairn.quarantine"))
                .isEqualTo(
                        "number-too-large: name holds a number with too many digits for"
                                + " PostgreSQL; number-too-large: name holds a number with too many"
                                + " digits for PostgreSQL; nul-character: name holds a NUL"
                                + " character");
        assertThat(project.ask("SELECT name->>0 FROM numbers")).isEqualTo("\\u0000");
    }

    @Test
    void quarantinesAKeyThatNoIndexCanHold() {
        String fields = "      id: {from: id}\n      name: {from: name}\n";
        project.source("csv", fields)
                .file("data/s.csv", "id,name\n" + "k".repeat(2_501) + ",a\nshort,b\n");
        project.file("sources/s.yaml", yaml().replace("name: t", "name: longkeys"));

        assertThat(project.run().total().created()).isEqualTo(1);
        assertThat(project.ask("SELECT message FROM cairn.quarantine"))
                .isEqualTo("the primary key is longer than 2500 bytes");
    }

    @Test
    void refusesMoreColumnsThanATableHolds() {
        project.file("sources/s.yaml", yaml().replaceAll("(?s) {4}fields:.*\n( {4}primary)", "$1"))
                .file("data/s.csv", wide(10_000));

        Problem problem = failedRun();

        says(problem, "too-many-columns", 6, "dataset t would have 10000 columns");
        assertThat(problem.remedy())
                .isEqualTo("List the fields you need under `fields` of the resource.");
    }

    @Test
    void takesTheDeclaredColumnsOutOfTenThousand() {
        project.source("csv", "      id: {from: id, type: integer}\n      name: {from: col_9999}\n")
                .file("data/s.csv", wide(10_000));

        assertThat(project.run().total().accepted()).isEqualTo(3);
        assertThat(project.content()).isEqualTo("1 9999, 2 9999, 3 9999");
    }

    private static String wide(int columns) {
        String header =
                IntStream.range(1, columns)
                        .mapToObj("col_%d"::formatted)
                        .collect(Collectors.joining(","));
        String cells =
                IntStream.range(1, columns)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        return "id,%s\n1,%s\n2,%s\n3,%s\n".formatted(header, cells, cells, cells);
    }

    private String yaml() {
        try {
            return Files.readString(project.root().resolve("sources/s.yaml"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
