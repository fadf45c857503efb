package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cairn.app.ReplayDocuments.Replayed;
import org.cairn.collect.Rehearsal;
import org.cairn.collect.Rehearsal.DatasetDiff;
import org.cairn.collect.ReplayOrder;
import org.cairn.kernel.Problem;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.testing.TestServer;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.OpenParliament;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archived documents are read again by the declarations of today, without the source.
final class ReplayPgTest {
    private static final ReplayOrder ALL = new ReplayOrder.Everything();

    private static final String UPPER =
            """
                  id: {from: id, type: integer, required: true}
                  name: {from: name, transform: [upper]}
            """;

    private static final String TWO_FILES =
            """
            version: 1
            source: s
            type: file
            format: csv
            location: "file:data/*.csv"
            resources:
              - name: t
                fields:
                  id: {from: id, type: integer, required: true}
                  name: {from: name}
                primary_key: [id]
                expect: {max_drop_percent: 100}
            """;

    @TempDir private Path folder;

    private static Replayed replay(ProjectFixture project, ReplayOrder wanted) {
        return project.wiring().replayDocuments().replay(List.of("s"), wanted, null);
    }

    private static Rehearsal rehearse(ProjectFixture project, ReplayOrder wanted) {
        return project.wiring().replayDocuments().rehearse(List.of("s"), wanted);
    }

    /// All that a dataset says, but for numbers that each database gives anew.
    private static String hash(ProjectFixture project, String table) {
        return project.ask(
                """
                SELECT count(*) || ' ' || coalesce(md5(string_agg(row, ',' ORDER BY row)), '')
                  FROM (SELECT (to_jsonb(t.*) - '_rid')::text AS row FROM %s t
                         WHERE to_jsonb(t.*) ->> '_withdrawn' IS NULL) AS rows
                """
                        .formatted(table));
    }

    private void without(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    @Test
    void readsByTheMappingOfTodayWithoutTheSource() throws IOException {
        var project =
                ProjectFixture.in(folder)
                        .source("csv")
                        .file("data/s.csv", "id,name\n1,a\n2,B\n3,c\n");
        project.run();
        without("data/s.csv");
        project.source("csv", UPPER);

        Rehearsal rehearsal = rehearse(project, ALL);

        assertThat(rehearsal.documents()).isEqualTo(1);
        DatasetDiff diff = rehearsal.datasets().getFirst();
        assertThat(List.of(diff.added(), diff.changed(), diff.gone())).containsExactly(0L, 2L, 0L);
        assertThat(diff.columns()).containsExactly(Map.entry("name", 2L));
        assertThat(diff.samples())
                .extracting(each -> each.key() + " " + each.before() + " " + each.after())
                .containsExactly("1 \"a\" \"A\"", "3 \"c\" \"C\"");
        assertThat(project.content()).isEqualTo("1 a, 2 B, 3 c");
        assertThat(project.ask("SELECT count(*) FROM cairn.run")).isEqualTo("1");

        Replayed replayed = replay(project, ALL);

        assertThat(replayed.report().state()).isEqualTo(RunState.LOADED);
        assertThat(project.content()).isEqualTo("1 A, 2 B, 3 C");
        assertThat(
                        project.ask(
                                "SELECT replay || ' ' || replay_of::text FROM cairn.run WHERE run = 2"))
                .isEqualTo("whole {1}");
        assertThat(project.ask("SELECT count(*) FROM cairn.document")).isEqualTo("1");
        new RunWitness(project).everythingAgrees("after a replay");
        var trace = project.wiring().traceValue().trace("t", "1", "name");
        assertThat(trace.text()).isEqualTo("a");
        assertThat(trace.rule()).contains("upper");
    }

    @Test
    void afterAReplayTheSameDocumentsAreNotReadOnceMore() {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", "id,name\n1,a\n");
        project.run();
        project.source("csv", UPPER);
        replay(project, ALL);

        assertThat(project.run().state()).isEqualTo(RunState.UNCHANGED);
        project.source("csv");
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        assertThat(project.content()).isEqualTo("1 a");
    }

    @Test
    void aReplayOfOneDocumentLeavesTheRowsOfOthersAndIsNoReasonToSkip() throws IOException {
        var project =
                ProjectFixture.in(folder)
                        .file("sources/s.yaml", TWO_FILES)
                        .file("data/a.csv", "id,name\n1,a\n2,b\n")
                        .file("data/b.csv", "id,name\n2,other\n3,c\n");
        project.run();
        assertThat(project.content()).isEqualTo("1 a, 2 b, 3 c");
        String b = project.ask("SELECT document_id FROM cairn.document WHERE file_name = 'b.csv'");
        project.file(
                "sources/s.yaml",
                TWO_FILES.replace("{from: name}", "{from: name, transform: [upper]}"));

        replay(project, new ReplayOrder.Documents(Set.of(b.replace("-", "").substring(0, 9))));

        // Row 2 is of the other file, as it was.
        assertThat(project.content()).isEqualTo("1 a, 2 b, 3 C");
        project.file("sources/s.yaml", TWO_FILES);
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        assertThat(project.content()).isEqualTo("1 a, 2 b, 3 c");
        new RunWitness(project).everythingAgrees("after a replay of one document");
    }

    @Test
    void anEmptyDatabaseGetsTheSameTables() throws IOException {
        var project =
                ProjectFixture.in(folder)
                        .file("sources/s.yaml", TWO_FILES.replace("*.csv", "*.{csv,zip}"))
                        .file("data/a.csv", rows(1, 40))
                        .file("data/b.csv", rows(30, 90))
                        .file("data/c.zip", zip(rows(80, 120), rows(110, 150)))
                        .file("sources/j.yaml", JSON)
                        .file(
                                "data/j.json",
                                "{\"all\":[{\"id\":1,\"tags\":[\"x\",\"y\"]},{\"id\":2}]}");
        project.wiring().runSources().run(List.of("s", "j"), null);
        project.file("data/a.csv", rows(5, 41));
        project.wiring().runSources().run(List.of("s", "j"), null);
        List<String> tables = List.of("t", "j", "j_tags");
        List<String> before = tables.stream().map(table -> hash(project, table)).toList();
        for (String file : List.of("a.csv", "b.csv", "c.zip", "j.json")) {
            without("data/" + file);
        }

        project.connectTo(TestServer.of(18).createDatabase());
        project.wiring().replayDocuments().replay(List.of("s", "j"), ALL, null);

        assertThat(tables.stream().map(table -> hash(project, table)).toList()).isEqualTo(before);
        assertThat(project.ask("SELECT count(*) FROM t WHERE _withdrawn IS NULL")).isEqualTo("146");
    }

    private static final String JSON =
            """
            version: 1
            source: j
            type: file
            format: json
            location: "file:data/j.json"
            resources:
              - name: j
                records: [{json: "$.all[*]"}]
                fields:
                  id: {json: id, type: integer}
                  tags: {each: ["$.tags[*]"], fields: {tag: {json: "$"}}}
                primary_key: [id]
            """;

    private static String rows(int from, int to) {
        var text = new StringBuilder("id,name\n");
        IntStream.rangeClosed(from, to)
                .forEach(i -> text.append(i).append(",n").append(i).append('\n'));
        return text.toString();
    }

    private static byte[] zip(String... members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < members.length; i++) {
                zip.putNextEntry(new ZipEntry("m" + i + ".csv"));
                zip.write(members[i].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void listingsOfAnApiAreReadOneAfterAnother() throws IOException {
        var parliament = new OpenParliament(1, 1, 60);
        var project = ProjectFixture.in(folder);
        try (var server = ApiServer.of(parliament)) {
            String declared = Files.readString(folder.resolve("cairn.yaml"));
            project.file("cairn.yaml", declared + "defaults: {allow_private_addresses: true}\n")
                    .file("sources/s.yaml", RestCrashTest.SOURCE.replace("BASE_URL", server.url()));
            project.run();
            parliament.addVote(61);
            project.run();
            parliament.addVote(62);
            project.run();
        }
        String before = hash(project, "t");
        assertThat(before).startsWith("62 ");

        Rehearsal same = rehearse(project, ALL);

        assertThat(same.fetched()).hasSize(3);
        assertThat(same.datasets().getFirst())
                .extracting(DatasetDiff::added, DatasetDiff::changed, DatasetDiff::gone)
                .containsExactly(0L, 0L, 0L);
        replay(project, ALL);
        assertThat(hash(project, "t")).isEqualTo(before);
        new RunWitness(project).everythingAgrees("after a replay of three listings");
        String declared = Files.readString(folder.resolve("cairn.yaml"));
        project.connectTo(TestServer.of(18).createDatabase());
        assertThat(declared).contains("allow_private_addresses");
        replay(project, ALL);
        assertThat(hash(project, "t")).isEqualTo(before);
        // What was rebuilt by a replay alone can be replayed, too.
        assertThat(rehearse(project, ALL).fetched()).hasSize(3);
    }

    @Test
    void aDocumentThatTheVaultLostEndsTheReplayAndSaysWhich() throws IOException {
        var project =
                ProjectFixture.in(folder)
                        .file("sources/s.yaml", TWO_FILES)
                        .file("data/a.csv", rows(1, 9))
                        .file("data/b.csv", rows(10, 20));
        project.run();
        String before = hash(project, "t");
        try (Stream<Path> bodies = Files.walk(folder.resolve(".cairn/vault/body"))) {
            Files.delete(bodies.filter(Files::isRegularFile).findFirst().orElseThrow());
        }
        project.file(
                "sources/s.yaml",
                TWO_FILES.replace("{from: name}", "{from: name, transform: [upper]}"));

        for (Runnable act :
                List.<Runnable>of(() -> replay(project, ALL), () -> rehearse(project, ALL))) {
            Problem problem = ProjectFixture.problemOf(act);
            assertThat(problem.code().name()).isEqualTo("replay-document-lost");
            assertThat(problem.headline()).matches("document [0-9a-f]+ cannot be read again");
            assertThat(problem.what())
                    .containsPattern("[ab]\\.csv, fetched from file:data/[ab]\\.csv");
        }
        assertThat(hash(project, "t")).isEqualTo(before);
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aDamagedDocumentEndsTheReplayAndSaysWhich() throws IOException {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(1, 9));
        project.run();
        try (Stream<Path> packs = Files.walk(folder.resolve(".cairn/vault/packs"))) {
            for (Path pack : packs.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(pack);
                bytes[60] ^= 1;
                pack.toFile().setWritable(true);
                Files.write(pack, bytes);
            }
        }
        project.source("csv", UPPER);

        Problem problem = ProjectFixture.problemOf(() -> replay(project, ALL));

        assertThat(problem.code().name()).isEqualTo("replay-document-lost");
        assertThat(problem.what())
                .startsWith("s.csv, fetched from file:data/s.csv at ")
                .containsPattern("vault object 'packs/.*' is damaged");
        assertThat(project.content()).startsWith("1 n1, 2 n2");
    }

    @Test
    void aHeldReplayChangesNothing() {
        var project =
                ProjectFixture.in(folder).source("csv").file("data/s.csv", "id,name\n1,7\n2,b\n");
        project.run();
        project.source(
                "csv",
                """
                      id: {from: id, type: integer, required: true}
                      name: {from: name, pattern: "[0-9]+"}
                """);
        project.file(
                "sources/s.yaml",
                read("sources/s.yaml").replace("max_drop_percent: 100", "max_drop_percent: 10"));

        assertThat(rehearse(project, ALL).doubts()).hasSize(1);
        assertThat(replay(project, ALL).report().state()).isEqualTo(RunState.HELD);

        assertThat(project.content()).isEqualTo("1 7, 2 b");
        assertThat(project.ask("SELECT replay FROM cairn.run WHERE run = 2")).isEqualTo("whole");
        assertThat(project.ask("SELECT count(*) FROM cairn.quarantine WHERE state = 'open'"))
                .isEqualTo("0");
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void nothingThatWasFetchedIsNothingToReplay() {
        var project = ProjectFixture.in(folder).source("csv").file("data/s.csv", rows(1, 2));

        assertThat(ProjectFixture.problemOf(() -> replay(project, ALL)).code().name())
                .isEqualTo("replay-nothing");

        project.run();
        assertThat(
                        ProjectFixture.problemOf(() ->
                                        replay(
                                                project,
                                                new ReplayOrder.Since(
                                                        Instant.parse("2200-01-01T00:00:00Z"))))
                                .code()
                                .name())
                .isEqualTo("replay-nothing");
        assertThat(
                        ProjectFixture.problemOf(() ->
                                        replay(project, new ReplayOrder.Documents(Set.of("0000"))))
                                .code()
                                .name())
                .isEqualTo("replay-nothing");
    }
}
