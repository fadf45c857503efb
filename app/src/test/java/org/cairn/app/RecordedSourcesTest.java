package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cairn.app.TestSources.TestedSource;
import org.cairn.collect.replay.Difference;
import org.cairn.collect.replay.Difference.Kind;
import org.cairn.collect.replay.RecordingProblems;
import org.cairn.collect.replay.Replay.ReplayedResource;
import org.cairn.collect.replay.Replay.Rows;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.CouncilSite;
import org.cairn.testkit.api.NumberedPages;
import org.cairn.testkit.api.NumberedPages.Behind;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sources are recorded from the network, and tested without it, without database and vault.
final class RecordedSourcesTest {
    private static final String FACILITIES =
            """
              - name: facility
                endpoint:
                  path: facilities/
                  data_selector: "$.results[*]"
                  paginator: {type: json_link, next_selector: $.next, total_selector: $.count}
                fields: {id: {type: integer}, name: {pattern: "Facility .*"}}
                primary_key: [id]
            """;

    @TempDir Path folder;

    private Wiring wiring() {
        return new Wiring(folder, folder, EventSink.NONE, Map.of());
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void project(String source) throws IOException {
        write("cairn.yaml", "version: 1\nproject: p\ndefaults: {allow_private_addresses: true}\n");
        write("sources/s.yaml", "version: 1\nsource: s\n" + source);
    }

    private void api(String url, String client, String resources) throws IOException {
        project(
                "type: rest_api\nclient: {base_url: \"%s\"%s}\nresources:\n%s"
                        .formatted(url, client, resources));
    }

    private RecordSource.Recorded record(String name, int pages) {
        return wiring().recordSource().record(new RecordSource.Order(name, pages, false));
    }

    private TestedSource test() {
        return wiring().testSources().run(List.of("s"), Rows.COMPARE).sources().getFirst();
    }

    private static List<Difference> differences(TestedSource tested) {
        assertThat(tested.problem()).isNull();
        return tested.replayed().resources().stream()
                .flatMap(each -> each.differences().stream())
                .toList();
    }

    private Path recorded(String file) {
        return folder.resolve("sources/s.recorded").resolve(file);
    }

    private void change(String file, String from, String to) throws IOException {
        String text = Files.readString(recorded(file));
        assertThat(text).contains(from);
        Files.writeString(recorded(file), text.replace(from, to));
    }

    @Test
    void replaysAListingWithoutItsServerAndSaysWhichFieldAndBytesAreOtherwise() throws IOException {
        try (var server = ApiServer.of(new NumberedPages(95, Behind.EMPTY))) {
            api(server.url(), "", FACILITIES);
            var recorded = record("s", 3);

            assertThat(recorded.folder()).isEqualTo("sources/s.recorded");
            assertThat(recorded.answers()).isEqualTo(3);
            assertThat(server.asked()).hasSize(3);
        }
        assertThat(test().passed()).isTrue();
        assertThat(test().replayed().resources())
                .extracting(ReplayedResource::rows)
                .containsExactly(30L);
        assertThat(Files.readAllLines(recorded("rows/facility.jsonl")))
                .startsWith("{\"row\":{\"id\":1,\"name\":\"Facility 1\"}}")
                .hasSize(30);

        change("bodies/0002.json", "\"Facility 17\"", "\"Facility XVII\"");
        assertThat(differences(test()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.CHANGED);
                    assertThat(difference.row()).isEqualTo("id=17");
                    assertThat(difference.field()).isEqualTo("name");
                    assertThat(difference.expected()).isEqualTo("Facility 17");
                    assertThat(difference.found()).isEqualTo("Facility XVII");
                    assertThat(difference.place())
                            .matches(
                                    "s.recorded/bodies/0002.json \\(not as it was recorded\\), bytes"
                                            + " \\d+-\\d+: Facility XVII");
                });
        assertThat(wiring().testSources().run(List.of(), Rows.WRITE).passed()).isTrue();
        assertThat(test().passed()).isTrue();
    }

    @Test
    void tellsRowsThatAreMissingUnexpectedAndRefused() throws IOException {
        try (var server = ApiServer.of(new NumberedPages(20, Behind.EMPTY))) {
            api(server.url(), "", FACILITIES);
            record("s", 3);
        }
        change("bodies/0001.json", "\"id\":3,", "\"id\":300,");
        change("bodies/0001.json", "\"Facility 4\"", "\"Hospital 4\"");

        assertThat(differences(test()))
                .extracting(Difference::kind, Difference::row, Difference::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.CHANGED, "id=4", "name"),
                        org.assertj.core.groups.Tuple.tuple(Kind.CHANGED, "id=4", "refused"),
                        org.assertj.core.groups.Tuple.tuple(Kind.MISSING, "id=3", ""),
                        org.assertj.core.groups.Tuple.tuple(Kind.UNEXPECTED, "id=300", ""));
    }

    @Test
    void aDeclarationThatAsksOtherwiseIsToldToRecordAnew() throws IOException {
        try (var server = ApiServer.of(new NumberedPages(20, Behind.EMPTY))) {
            api(server.url(), "", FACILITIES);
            record("s", 3);
            api(server.url(), "", FACILITIES.replace("facilities/", "hospitals/"));
        }

        Problem problem = Objects.requireNonNull(test().problem());

        assertThat(problem.code()).isEqualTo(RecordingProblems.RECORDING_LACKS);
        assertThat(problem.what()).contains("/hospitals/", "it has 2 answers");
        assertThat(problem.remedy()).contains("cairn source record s --replace");
    }

    @Test
    void replacesARecordingOnlyWhenItIsSaid() throws IOException {
        try (var server = ApiServer.of(new NumberedPages(20, Behind.EMPTY))) {
            api(server.url(), "", FACILITIES);
            record("s", 1);

            Problem problem = ProjectFixture.problemOf(() -> record("s", 2));

            assertThat(problem.code()).isEqualTo(RecordingProblems.RECORDING_EXISTS);
            assertThat(server.asked()).hasSize(1);
            wiring().recordSource().record(new RecordSource.Order("s", 2, true));
            assertThat(recorded("bodies/0002.json")).exists();
            assertThat(folder.resolve("sources"))
                    .isDirectoryNotContaining(path -> path.toString().matches(".*(new|old)"));
        }
    }

    /// The server gives the key back in the address of its next page, in the body and in a header.
    @Test
    void holdsNoSecretAndReplaysWithoutIt() throws IOException {
        String key = "s3cr3t-k3y-of-ours";
        try (RawWeb server = RawWeb.start()) {
            String next = server.uri("/list?api_key=" + key + "&page=2").toString();
            server.on(
                    "/list",
                    Answers.inTurn(
                            Answers.text(
                                    "application/json",
                                    "{\"rows\":[{\"id\":1}],\"next\":\""
                                            + next.replace("/", "\\/")
                                            + "\"}",
                                    "Set-Cookie: session=abc",
                                    "Link: <" + next + ">; rel=\"next\""),
                            Answers.text(
                                    "application/json", "{\"rows\":[{\"id\":2}],\"next\":null}")));
            write("key", key);
            api(
                    server.uri("/").toString(),
                    ", auth: {type: api_key, name: api_key, in: query, value: \"${file:key}\"}",
                    """
                      - name: thing
                        endpoint:
                          path: list
                          data_selector: "$.rows[*]"
                          paginator: {type: json_link, next_selector: $.next}
                        fields: {id: {type: integer}}
                        primary_key: [id]
                    """);
            record("s", 3);
        }
        try (Stream<Path> files = Files.walk(recorded("."))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain(key, "session=abc");
            }
        }
        assertThat(Files.readString(recorded("bodies/0001.json"))).contains("api_key=***&page=2");
        TestedSource tested = test();
        assertThat(tested.passed()).isTrue();
        assertThat(tested.replayed().resources().getFirst().rows()).isEqualTo(2);
    }

    @Test
    void recordsAFileFromTheWebAndFilesOfTheProject() throws IOException {
        try (RawWeb server = RawWeb.start()) {
            server.on("/wards.csv", Answers.text("text/csv", "code,name\n1,North\n2,South\n"));
            project(
                    "type: file\nformat: csv\nlocation: \"%s\"\nresources: [{name: ward, primary_key: [code]}]\n"
                            .formatted(server.uri("/wards.csv")));
            record("s", 3);
        }
        assertThat(test().passed()).isTrue();
        change("bodies/0001.csv", "2,South", "2,Sud");
        assertThat(differences(test()))
                .singleElement()
                .extracting(Difference::row, Difference::found)
                .containsExactly("code=2", "Sud");

        project(
                "type: file\nformat: json\nlocation: \"file:**/*.json\"\nresources: [{name: ward, records: [{json: \"$[*]\"}], primary_key: [code]}]\n");
        write("data/a.json", "[{\"code\":1,\"tags\":[null]}]");
        write("data/b.json", "[{\"code\":2}]");
        write("data/c.json", "[{\"code\":3}]");
        wiring().recordSource().record(new RecordSource.Order("s.ward", 2, true));

        assertThat(recorded("files/data/b.json")).exists();
        assertThat(recorded("files/data/c.json")).doesNotExist();
        write("data/a.json", "[]");
        assertThat(test().passed()).isTrue();
        change("files/data/a.json", "null", "1");
        assertThat(differences(test()))
                .singleElement()
                .extracting(Difference::field, Difference::found)
                .containsExactly("tags", "[1]");
    }

    @Test
    void refusesWhatIsTooLargeAndLeavesWhatWasThere() throws IOException {
        project(
                "type: file\nformat: jsonl\nlocation: \"file:data/*.jsonl\"\nresources: [{name: ward, primary_key: [code]}]\n");
        write("data/a.jsonl", "{\"code\":1}\n");
        record("s", 1);
        write("data/a.jsonl", "{\"code\":1}\n".repeat(2_000_000));

        Problem problem =
                ProjectFixture.problemOf(
                        () -> wiring().recordSource().record(new RecordSource.Order("s", 1, true)));

        assertThat(problem.code()).isEqualTo(RecordingProblems.RECORDING_TOO_LARGE);
        assertThat(test().passed()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithARecording() throws IOException {
        project(
                "type: file\nformat: jsonl\nlocation: \"file:data/*.jsonl\"\nresources: [{name: ward, primary_key: [code]}]\n");
        assertThat(ProjectFixture.problemOf(this::test).code())
                .isEqualTo(RecordingProblems.RECORDING_MISSING);
        write("data/a.jsonl", "{\"code\":1}\n");
        record("s", 1);
        Files.delete(recorded("rows/ward.jsonl"));
        assertThat(differences(test()))
                .singleElement()
                .extracting(Difference::kind)
                .isEqualTo(Kind.NO_EXPECTATION);
        write("sources/s.recorded/rows/ward.jsonl", "{\"row\":\n");
        assertThat(Objects.requireNonNull(test().problem()).what())
                .contains("ward.jsonl", "line 1", "not json");
        write("sources/s.recorded/index.jsonl", "{\"recording\":2}\n");
        assertThat(ProjectFixture.problemOf(this::test).what()).contains("another version");
    }

    @Test
    void replaysASiteWithThePagesOfItsRecords() throws IOException {
        try (var server = ApiServer.of(new CouncilSite(25))) {
            project(
                    """
                    type: html
                    politeness: {download_delay: 0s}
                    resources:
                      - name: member
                        start: "%smembers"
                        next: {css: a.next}
                        records: [{css: "div.card"}]
                        fields: {name: {css: h3}, ward: {css: p}}
                        follow: {css: a.more, into: {address: {css: address}}}
                        primary_key: [ward]
                    """
                            .formatted(
                                    server.url().endsWith("/")
                                            ? server.url()
                                            : server.url() + "/"));
            record("s", 2);
        }
        assertThat(test().passed()).isTrue();
        assertThat(test().replayed().resources())
                .extracting(ReplayedResource::rows)
                .containsExactly(20L);
        assertThat(Files.readString(recorded("rows/member.jsonl")))
                .contains("20 Main Street")
                .contains("more follow after 2 pages");

        String page;
        try (Stream<Path> bodies = Files.list(recorded("bodies"))) {
            page =
                    bodies.filter(body -> contains(body, "<address>7 Main Street"))
                            .map(body -> "bodies/" + body.getFileName())
                            .findFirst()
                            .orElseThrow();
        }
        change(page, "7 Main Street", "7 New Road");
        assertThat(differences(test()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.row()).isEqualTo("ward=Ward 7");
                    assertThat(difference.field()).isEqualTo("address");
                    assertThat(difference.found()).isEqualTo("7 New Road");
                });
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
