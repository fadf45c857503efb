package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.testkit.api.ApiAnswer;
import org.cairn.testkit.api.ApiRequest;
import org.cairn.testkit.api.ApiServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A look at a web API, page by page of its resources, which leaves nothing.
final class TryWebApiTest {
    @TempDir Path folder;

    /// Bills with addresses of their own, votes below their number, and none for the second.
    private static ApiAnswer answer(ApiRequest request) {
        return switch (request.path()) {
            case "/bills" -> ApiAnswer.json(Map.of("bills", List.of(bill("C-1"), bill("C 2/é"))));
            case "/bill/C-1" -> ApiAnswer.json(Map.of("number", "C-1", "status", "law"));
            case "/bill/C 2/é" -> ApiAnswer.json(Map.of("number", "C 2/é", "status", List.of()));
            case "/bills/C-1/votes" -> ApiAnswer.text(404, "none");
            default -> ApiAnswer.text(404, "no such page");
        };
    }

    private static Map<String, Object> bill(String number) {
        Map<String, Object> bill = new LinkedHashMap<>();
        bill.put("number", number);
        bill.put("url", number.equals("C-1") ? "/bill/C-1" : "/bill/C%202/%C3%A9");
        return bill;
    }

    private TrySource project(String url, String more) throws IOException {
        Files.writeString(
                folder.resolve("cairn.yaml"),
                "version: 1\nproject: p\ndefaults: {allow_private_addresses: true}\n");
        Files.createDirectories(folder.resolve("sources"));
        Files.writeString(
                folder.resolve("sources/s.yaml"),
                """
                version: 1
                source: s
                type: rest_api
                client: {base_url: "%s"}
                resources:
                  - name: bills
                    endpoint: {path: bills, data_selector: "$.bills[*]"}
                    primary_key: [number]
                  - name: detail
                    partition: {parent: bills, params: {url: "{parent.url}"}}
                    endpoint: {path: "{url}", data_selector: "$"}
                    fields: {number: {}, status: {accepted_values: [law]}, from: {carry: url}}
                    primary_key: [number]
                  - name: votes
                    partition: {parent: bills, params: {number: "{parent.number}"}}
                    endpoint:
                      path: "bills/{number}/votes"
                      data_selector: "$[*]"
                      %s
                    fields: {id: {}}
                    primary_key: [id]
                """
                        .formatted(url, more));
        return new Wiring(folder, folder, EventSink.NONE, Map.of()).trySource();
    }

    @Test
    void showsTheFirstPageOfEachResourceAndLeavesNothing() throws IOException {
        try (var server = ApiServer.of(TryWebApiTest::answer)) {
            var tried =
                    project(server.url(), "response_filters: [{http_codes: [404], action: ignore}]")
                            .run("s", 5);

            assertThat(tried)
                    .extracting(each -> each.resource() + " " + each.records().size())
                    .containsExactly("bills 2", "detail 1", "votes 0");
            assertThat(tried.get(1).file()).endsWith("/bill/C-1");
            assertThat(tried.get(1).records().getFirst().columns())
                    .containsExactly(
                            Map.entry("number", "C-1"),
                            Map.entry("status", "law"),
                            Map.entry("from", "/bill/C-1"));
            assertThat(tried.get(2).strategy()).contains("404");
            assertThat(server.asked()).containsExactly("/bills", "/bill/C-1", "/bills/C-1/votes");
        }
        assertThat(folder.resolve(".cairn")).doesNotExist();
    }

    @Test
    void saysWhatAnAnswerIsThatNobodyExpects() throws IOException {
        try (var server = ApiServer.of(TryWebApiTest::answer)) {
            TrySource source = project(server.url(), "");

            Problem problem = ProjectFixture.problemOf(() -> source.run("s", 5));

            assertThat(problem.code()).isEqualTo(WebProblems.WEB_REFUSED);
            assertThat(problem.what()).contains("/bills/C-1/votes", "status 404");
            assertThat(problem.kept()).isEqualTo("nothing was stored or changed");
        }
    }

    /// A value with a slash and letters of its own stays one step of the path.
    @Test
    void writesValuesIntoPathsAndFollowsAddressesOfRecords() throws IOException {
        try (var server = ApiServer.of(TryWebApiTest::answer)) {
            project(server.url(), "response_filters: [{http_codes: [404], action: ignore}]");
            var recorded =
                    new Wiring(folder, folder, EventSink.NONE, Map.of())
                            .recordSource()
                            .record(new RecordSource.Order("s", 3, false));

            assertThat(server.asked())
                    .containsExactly(
                            "/bills",
                            "/bill/C-1",
                            "/bill/C%202/%C3%A9",
                            "/bills/C-1/votes",
                            "/bills/C%202%2F%C3%A9/votes");
            assertThat(recorded.rows().resources())
                    .extracting(each -> each.resource() + " " + each.rows() + " " + each.refused())
                    .containsExactly("bills 2 0", "detail 1 1", "votes 0 0");
        }
        assertThat(
                        new Wiring(folder, folder, EventSink.NONE, Map.of())
                                .testSources()
                                .run(List.of(), org.cairn.collect.replay.Replay.Rows.COMPARE)
                                .passed())
                .isTrue();
    }
}
