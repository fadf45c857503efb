package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A look at a source on the web, which needs neither database nor vault and leaves nothing.
final class TryFromTheWebTest {
    @TempDir Path folder;

    private final RawWeb server = RawWeb.start();

    @AfterEach
    void close() {
        server.close();
    }

    private TrySource project(String defaults) throws IOException {
        server.on("/wards.csv", Answers.text("text/csv", "code,name\n1,North\n"));
        Files.writeString(folder.resolve("cairn.yaml"), "version: 1\nproject: p\n" + defaults);
        Files.createDirectories(folder.resolve("sources"));
        Files.writeString(
                folder.resolve("sources/s.yaml"),
                """
                version: 1
                source: s
                type: file
                format: csv
                location: "%s"
                resources: [{name: ward, primary_key: [code]}]
                """
                        .formatted(server.uri("/wards.csv")));
        return new Wiring(folder, folder, EventSink.NONE, Map.of()).trySource();
    }

    @Test
    void showsTheFirstRecordsAndLeavesNothing() throws IOException {
        List<TrySource.TriedFile> tried =
                project("defaults: {allow_private_addresses: true}").run("s", 5);

        assertThat(tried)
                .singleElement()
                .extracting(TrySource.TriedFile::file)
                .isEqualTo("wards.csv");
        assertThat(tried.getFirst().records().getFirst().columns())
                .containsExactly(Map.entry("code", "1"), Map.entry("name", "North"));
        assertThat(server.asked().getFirst().header("User-Agent"))
                .matches("CairnBot/.* \\(project p\\)");
        try (Stream<Path> left = Files.walk(folder.resolve(".cairn"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void refusesThisMachineUnlessTheProjectAllowsIt() throws IOException {
        TrySource source = project("");

        Problem problem = ProjectFixture.problemOf(() -> source.run("s", 5));

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_ADDRESS_REFUSED);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void showsTheRecordsOfASiteWithWhatTheirOwnPagesSay() throws IOException {
        server.on("/robots.txt", Answers.status(404, "none"))
                .on(
                        "/members",
                        Answers.text(
                                "text/html",
                                "<li>Ann <a href=/p/1>more</a></li><li>Bo <a href=/p/2>more</a></li>"))
                .on("/p/1", Answers.text("text/html", "<address>North 1</address>"));
        project("defaults: {allow_private_addresses: true}");
        Files.writeString(
                folder.resolve("sources/s.yaml"),
                """
                version: 1
                source: s
                type: html
                politeness: {download_delay: 0s}
                resources:
                  - name: member
                    start: "%s"
                    records: [{css: li}]
                    fields: {name: {css: "::own-text"}}
                    follow: {css: a, into: {address: {css: address}}}
                    primary_key: [name]
                """
                        .formatted(server.uri("/members")));

        List<TrySource.TriedRecord> tried =
                new Wiring(folder, folder, EventSink.NONE, Map.of())
                        .trySource()
                        .run("s", 5)
                        .getFirst()
                        .records();

        assertThat(tried.getFirst().columns())
                .containsExactly(Map.entry("name", "Ann"), Map.entry("address", "North 1"));
        assertThat(tried.getLast().violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.code()).isEqualTo("detail-missing"));
    }
}
