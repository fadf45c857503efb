package org.cairn.collect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.cairn.collect.RunReport;
import org.cairn.collect.TestProject;
import org.cairn.collect.TestRuns;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.ApiSite;
import org.cairn.testkit.api.NumberedPages;
import org.cairn.testkit.api.NumberedPages.Behind;
import org.cairn.testkit.api.Quirk;
import org.cairn.testkit.api.Represent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every kind of paginator, end to end.
final class PaginatorsPgTest {
    private static final String RESOURCE =
            """
              - name: facility
                endpoint:
                  path: %s
                  data_selector: "%s"
                  paginator: %s
                fields: {id: {type: integer}, name: {}}
                primary_key: [id]
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pages       | $.results[*] | {type: page_number}",
                "pages       | $.results[*] | {type: page_number, size_param: per_page, page_size: 10}",
                "pages       | $.results[*] | {type: page_number, size_param: per_page, page_size: 7, stop: {short_page: true}}",
                "pages       | $.results[*] | {type: page_number, total_selector: $.count}",
                "pages/array | $[*]         | {type: page_number}",
                "cursor      | $.results[*] | {type: cursor, cursor_param: after, cursor_selector: $.cursor}",
                "cursor      | $.results[*] | {type: cursor, cursor_param: after, cursor_header: X-Next-Cursor}",
                "links       | $[*]         | {type: header_link}",
                "facilities/ | $.results[*] | {type: json_link, next_selector: $.next, total_selector: $.count}",
            })
    void readsAllOf95(String path, String selector, String paginator) throws SQLException {
        for (Behind behind : Behind.values()) {
            var site = new NumberedPages(95, behind);
            RunReport report = run(site, path, selector, paginator, behind.name());

            assertThat(report.heldReasons()).isEmpty();
            assertThat(TestRuns.counts(report)).contains("accepted 95", "new 95");
        }
    }

    private RunReport run(ApiSite site, String path, String selector, String paginator, String name)
            throws SQLException {
        try (var server = ApiServer.of(site);
                var runs =
                        new TestRuns(
                                18,
                                TestProject.api(
                                        folder.resolve(name),
                                        server.url(),
                                        RESOURCE.formatted(path, selector, paginator)))) {
            return runs.run();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: page_number} | EMPTY | is empty, and the page behind it has",
                "{type: page_number, total_selector: $.count} | EMPTY | is empty before all were there",
                "{type: page_number, size_param: per_page, page_size: 40} | CAP | the server cuts pages",
                "{type: page_number, stop: {max_pages: 3}} | NONE | stop.max_pages",
                "{type: page_number, stop: {max_records: 30}} | NONE | stop.max_records",
                "{type: page_number, total_selector: $.count} | TOTAL | is empty before all were there",
                "{type: page_number, total_selector: $.nowhere} | NONE | no page states a number",
                "{type: page_number} | REPEAT | is the same as an earlier one",
                "{type: single_page} | NONE | at least 100 expected",
            })
    void saysWhyAListingMayBeShort(String paginator, String quirk, String reason)
            throws SQLException {
        var site = new NumberedPages(95, Behind.EMPTY);
        switch (quirk) {
            case "EMPTY" -> site.lists().misbehave(new Quirk.EmptyPage(4));
            case "CAP" -> site.lists().misbehave(new Quirk.Caps(10));
            case "TOTAL" -> site.lists().misbehave(new Quirk.States(99));
            case "REPEAT" -> site.lists().misbehave(new Quirk.Repeats(3));
            default -> {}
        }
        String declared =
                paginator.contains("single_page")
                        ? paginator + "\n    expect: {min_records: 100}"
                        : paginator;

        RunReport report = run(site, "pages", "$.results[*]", declared, "p");

        assertThat(report.state()).isEqualTo(RunState.HELD);
        assertThat(String.join("\n", report.heldReasons())).contains(reason);
    }

    @Test
    void anEmptyPageThatIsFilledWhenItIsAskedForAgainIsNoReason() throws SQLException {
        var site = new NumberedPages(95, Behind.EMPTY);
        site.lists().misbehave(new Quirk.EmptyOnce(4));

        RunReport report =
                run(
                        site,
                        "facilities/",
                        "$.results[*]",
                        "{type: json_link, next_selector: $.next}",
                        "p");

        assertThat(TestRuns.counts(report)).contains("new 95");
    }

    @Test
    void readsRepresentWithItsTotal() throws SQLException {
        var site = new Represent(336, () -> 0);
        String path = "representatives/house-of-commons/";
        List<String> paginators =
                List.of(
                        "{type: offset, page_size: 100, total_selector: $.meta.total_count}",
                        "{type: json_link, next_selector: $.meta.next, total_selector: $.meta.total_count}");
        for (String paginator : paginators) {
            try (var server = ApiServer.of(site);
                    var runs =
                            new TestRuns(
                                    18,
                                    TestProject.api(
                                            folder.resolve("" + paginators.indexOf(paginator)),
                                            server.url(),
                                            RESOURCE.formatted(path, "$.objects[*]", paginator)
                                                    .replace(
                                                            "id: {type: integer}",
                                                            "district_name: {}")
                                                    .replace("[id]", "[district_name]")))) {
                assertThat(TestRuns.counts(runs.run())).contains("new 336");
            }
        }
    }
}
