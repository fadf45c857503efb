package org.cairn.collect.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.cairn.collect.RunReport;
import org.cairn.collect.TestProject;
import org.cairn.collect.TestRuns;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.api.ApiAnswer;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.CouncilSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real runs against the web site of a town, good and bad.
final class SitesPgTest {
    private static final String FIELDS =
            """
                records:
                  - {id: cards, css: "div.card", min: 2}
                  - {id: table, xpath: "//table[@id='council']//tr[td]", min: 2}
                fields:
                  name: {any: [{css: h3}, {xpath: "td[1]"}], required: true}
                  ward: {any: [{css: p}, {xpath: "td[2]"}]}
                  email: {any: [{css: "a[href^=mailto]::attr(href)"}, {cloudflare_email: a}], transform: [mailto]}
                primary_key: [ward]
            """;
    private static final String NEXT = "    next: {css: a.next}\n";
    private static final String FOLLOW =
            """
                follow:
                  css: a.more
                  into:
                    address: {css: address}
                    roles: {css: li.role, type: json}
            """;

    @TempDir Path folder;

    private final CouncilSite site = new CouncilSite(25);
    private final ApiServer server = ApiServer.of(site);

    @AfterEach
    void stop() {
        server.close();
    }

    private TestRuns runs(String path, String resource) {
        return new TestRuns(18, project(path, resource));
    }

    private TestProject project(String path, String resource) {
        return new TestProject(folder)
                .with("cairn.yaml", "version: 1\nproject: p\n")
                .with(
                        "sources/base.yaml",
                        """
                        version: 1
                        source: base
                        type: html
                        client: {retry: {max_attempts: 2, interval: 1ms}}
                        politeness: {download_delay: 0s}
                        resources:
                          - name: member
                            start: "%s%s"
                        %s
                        """
                                .formatted(server.url(), path, resource));
    }

    private static String outcome(TestRuns runs) {
        try {
            RunReport report = runs.run();
            return report.state() == RunState.HELD
                    ? "held " + report.heldReasons()
                    : report.state() + " " + TestRuns.counts(report);
        } catch (ProblemException e) {
            return e.problem().code().name() + " " + e.problem().what();
        }
    }

    @Test
    void goesFromPageToPageAndFromRecordToItsOwnPage() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS + FOLLOW)) {
            RunReport report = runs.run();

            assertThat(report.heldReasons()).isEmpty();
            assertThat(TestRuns.counts(report)).contains("accepted 25 ", "new 25");
            assertThat(report.documents()).isEqualTo(28);
            assertThat(server.asked())
                    .startsWith("/robots.txt", "/members", "/members?page=2", "/members?page=3")
                    .doesNotHaveDuplicates()
                    .hasSize(29);
            assertThat(runs.rows("member").getFirst())
                    .contains(
                            "\"name\": \"Member 1 Zoë\"",
                            "\"email\": \"m1@town.example\"",
                            "\"address\": \"1 Main Street\"",
                            "\"roles\": [\"Committee 1\", \"Library\"]");
            var name = runs.trace("member", "Ward 23", "name");
            assertThat(name.document().url()).endsWith("/members?page=3");
            assertThat(name.bytes())
                    .isEqualTo("<h3>Member 23 Zoë</h3>".getBytes(StandardCharsets.UTF_8));
            var address = runs.trace("member", "Ward 23", "address");
            assertThat(address.document().url()).endsWith("/people/23");
            assertThat(address.rule()).isEqualTo("cards: follow css a.more: css address");
            assertThat(new String(address.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("<address>23 Main Street</address>");
            assertThat(runs.trace("member", "Ward 23", "roles").document().url())
                    .endsWith("/people/23");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
        }
    }

    @Test
    void aChangeOfARecordsOwnPageIsAChangeOfTheRecord() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS + FOLLOW)) {
            runs.run();
            site.answering(
                    "/people/7",
                    ApiAnswer.html(200, CouncilSite.page("7", "<address>New Road</address>")));

            assertThat(TestRuns.counts(runs.run())).contains("changed 1 unchanged 24 withdrawn 0");
            assertThat(runs.trace("member", "Ward 7", "address").text()).isEqualTo("New Road");
            assertThat(runs.trace("member", "Ward 8", "address").text()).isEqualTo("8 Main Street");
        }
    }

    @Test
    void aListingThatMayBeShortHoldsTheRunAndTakesNothingAsGone() throws Exception {
        Map<String, Consumer<CouncilSite>> ways = new LinkedHashMap<>();
        ways.put(
                "asks for a password",
                site -> site.answering("/members?page=2", CouncilSite.login()));
        ways.put("not as declared", site -> site.answering("/members?page=3", nothing()));
        ways.put("was read before", site -> site.loopingOn(3));
        ways.put("is found by 'table'", site -> site.redesignedFrom(2));
        ways.put(
                "very records of an earlier page",
                site -> {
                    String first =
                            new String(
                                    site.answer(request("/members")).body(),
                                    StandardCharsets.UTF_8);
                    site.answering(
                            "/members?page=2",
                            ApiAnswer.html(200, first.replace("Council", "Other heading")));
                });
        ways.put(
                "no address",
                site -> site.answering("/members?page=2", linking("javascript:go()")));
        ways.put(
                "another server",
                site -> site.answering("/members?page=2", linking("http://localhost:1/x")));
        try (var runs = runs("members", NEXT + FIELDS)) {
            runs.run();
            ways.forEach((said, way) -> {
                way.accept(site.usual());

                assertThat(outcome(runs)).as(said).startsWith("held").contains(said);
                assertThat(runs.text("SELECT count(*) FROM member WHERE _withdrawn IS NULL"))
                        .isEqualTo("25");
            });
        }
    }

    private static org.cairn.testkit.api.ApiRequest request(String target) {
        return new org.cairn.testkit.api.ApiRequest(
                java.net.URI.create(target), Map.of(), null, null);
    }

    private static ApiAnswer nothing() {
        return ApiAnswer.html(200, CouncilSite.page("Council", "<p>Soon more</p>"));
    }

    private static ApiAnswer linking(String href) {
        return ApiAnswer.html(
                200,
                CouncilSite.page(
                        "Council",
                        "<div class=card><h3>A</h3><p>W1</p></div><div class=card><h3>B</h3><p>W2</p></div><a class=next href=\"%s\">Next</a>"
                                .formatted(href)));
    }

    @Test
    void aPageThatNamesANextOneIsDoubtedWhereNoneIsDeclared() throws Exception {
        try (var runs = runs("members", FIELDS)) {
            assertThat(outcome(runs)).contains("names a next page (?page=2)", "not declared");
        }
        try (var runs = runs("members", "    next: none\n" + FIELDS)) {
            assertThat(outcome(runs)).startsWith("LOADED").contains("accepted 10");
        }
    }

    @Test
    void aPageThatIsEmptyOnceIsAskedForAgain() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS)) {
            site.answeringOnce("/members?page=2", nothing());
            site.answeringOnce("/members?page=3", CouncilSite.tooMany(0));

            assertThat(outcome(runs)).startsWith("LOADED").contains("accepted 25");
        }
    }

    @Test
    void aChallengeIsAnOutageAndNoData() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS)) {
            site.answering("/members?page=2", CouncilSite.challenge());

            assertThat(outcome(runs)).startsWith("web-not-data");
        }
    }

    @Test
    void aRecordWithoutItsOwnPageIsRefusedAndNotTakenAsGone() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS + FOLLOW)) {
            runs.run();
            site.answering("/people/7", ApiAnswer.text(404, "gone"));
            site.robots("User-agent: *\nDisallow: /people/8\n");

            assertThat(outcome(runs))
                    .startsWith("LOADED")
                    .contains("quarantined 2 ", "unchanged 23", "withdrawn 0");
            assertThat(
                            runs.texts(
                                    "SELECT code || ': ' || message FROM cairn.quarantine ORDER BY 1"))
                    .hasSize(2)
                    .allMatch(text -> text.startsWith("detail-missing: its own page is not there"));
            assertThat(runs.text("SELECT address FROM member WHERE ward = 'Ward 7'"))
                    .isEqualTo("7 Main Street");

            project("members", NEXT + FIELDS + FOLLOW + "      missing: hold\n");
            assertThat(outcome(runs)).startsWith("held").contains("2 pages of records are missing");
            project("members", NEXT + FIELDS + FOLLOW + "      missing: empty\n");
            assertThat(outcome(runs)).startsWith("LOADED").contains("accepted 25", "changed 2");
        }
    }

    @Test
    void aServerThatAnswersAnythingWithOnePageIsDoubted() throws Exception {
        try (var runs = runs("members", "    next: none\n" + FIELDS + FOLLOW)) {
            for (int i = 1; i <= 10; i++) {
                site.answering("/people/" + i, CouncilSite.login());
            }
            assertThat(outcome(runs)).contains("10 of 10 pages of records are the very same page");
        }
    }

    @Test
    void readsACharsetOfTheHeaderOfThePageOrOfItsBytes() throws Exception {
        for (String says : new String[] {"header", "meta", "nothing"}) {
            try (var runs = runs("old?says=" + says, FIELDS.replace("min: 2", "min: 1"))) {
                runs.run();
                assertThat(runs.text("SELECT name FROM member")).isEqualTo("Élodie “Zoé” Müller");
                assertThat(runs.trace("member", "Ward 1", "name").text())
                        .isEqualTo("Élodie “Zoé” Müller");
            }
        }
    }

    @Test
    void obeysRobotsUnlessItIsToldNotTo() throws Exception {
        site.robots("User-agent: *\nDisallow: /members\n");
        try (var runs = runs("members", "    next: none\n" + FIELDS)) {
            assertThat(outcome(runs)).startsWith("web-robots-disallow");
        }
    }

    @Test
    void aSiteWithANewLookHoldsTheRunUntilAPersonHasLooked() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS)) {
            runs.run();
            site.redesignedFrom(1);

            assertThat(outcome(runs))
                    .startsWith("held")
                    .contains(
                            "the records are found by 'table', and in run 1 by 'cards': the strategy changed");
            assertThat(runs.runOverriding("looked at it").state()).isEqualTo(RunState.LOADED);
            site.rename(3, "Somebody Else");
            assertThat(outcome(runs)).startsWith("LOADED").contains("changed 1 ");
            site.usual();
            assertThat(outcome(runs)).contains("by 'cards', and in run 4 by 'table'");
        }
    }

    @Test
    void staysOnItsServerWhereverRedirectsLead() throws Exception {
        String elsewhere = server.url().replace("127.0.0.1", "localhost");
        site.answering("/start", moved("/members"))
                .answering("/people/3", moved("/people/4"))
                .answering("/people/5", moved(elsewhere + "people/6"));
        try (var runs = runs("start", NEXT + FIELDS + FOLLOW)) {
            assertThat(outcome(runs)).startsWith("LOADED").contains("accepted 24 quarantined 1");
            assertThat(runs.trace("member", "Ward 3", "address").text()).isEqualTo("4 Main Street");
            assertThat(runs.text("SELECT message FROM cairn.quarantine"))
                    .isEqualTo("its own page is on another server, localhost");
            site.answering("/members?page=2", moved(elsewhere + "members?page=3"));
            assertThat(outcome(runs)).contains("was answered by another server, localhost");
        }
    }

    private static ApiAnswer moved(String to) {
        return ApiAnswer.text(302, "moved").with("Location", to);
    }

    @Test
    void whatMayBeEmptyIsWholeSoThatWhatIsGoneIsTakenAsGone() throws Exception {
        try (var runs = runs("members", NEXT + FIELDS + FOLLOW + "      missing: empty\n")) {
            site.answering("/people/3", ApiAnswer.text(404, "none"));
            runs.run();
            site.remove(25);

            assertThat(outcome(runs)).startsWith("LOADED").contains("withdrawn 1");
        }
    }
}
