package org.cairn.collect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.cairn.collect.RunReport;
import org.cairn.collect.TestProject;
import org.cairn.collect.TestRuns;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.OpenParliament;
import org.cairn.testkit.api.Quirk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real runs against the ways of OpenParliament, good and bad.
final class OpenParliamentPgTest {
    private static final String POLITICIANS =
            """
              - name: politicians
                endpoint:
                  path: politicians/
                  params: {limit: "100"}
                  data_selector: "$.objects[*]"
                  paginator: {type: json_link, next_selector: "$.pagination.next_url", page_size: 100}
                fields:
                  url: {}
                  name: {}
                  party: {json: current_party.short_name.en}
                primary_key: [url]
            """;

    private static final String VOTES =
            """
              - name: votes
                endpoint:
                  path: votes/
                  params: {limit: "50", date__gte: "{incremental.start_value}"}
                  data_selector: "$.objects[*]"
                  paginator: {type: json_link, next_selector: "$.pagination.next_url"}
                incremental: {cursor: date, initial: "1994-01-17", lag: 2d}
                fields:
                  url: {}
                  date: {type: date}
                  yeas: {json: yea_total, type: integer}
                primary_key: [url]
              - name: ballots
                partition:
                  parent: votes
                  params: {vote: "{parent.url}"}
                  carry: {vote_number: "{parent.number}"}
                endpoint:
                  path: votes/ballots/
                  params: {limit: "500"}
                  data_selector: "$.objects[*]"
                  paginator: {type: json_link, next_selector: "$.pagination.next_url"}
                fields:
                  vote: {json: vote_url}
                  politician: {json: politician_url}
                  ballot: {}
                  number: {carry: vote_number, type: integer}
                  asked: {carry: vote}
                primary_key: [vote, politician]
            """;

    @TempDir Path folder;

    private OpenParliament site = new OpenParliament(338, 60, 1);
    private ApiServer server = ApiServer.of(site);

    @AfterEach
    void stop() {
        server.close();
    }

    /// Few members and many votes: a ballot is asked for with each vote.
    private TestRuns votes(int members, int votes, String resources) {
        server.close();
        site = new OpenParliament(members, 1, votes);
        server = ApiServer.of(site);
        return runs(resources);
    }

    private TestRuns runs(String resources) {
        return new TestRuns(18, TestProject.api(folder, server.url(), resources));
    }

    @Test
    void followsNextLinksToTheEndAndLeadsEachValueBackToItsPage() throws Exception {
        try (var runs = runs(POLITICIANS)) {
            RunReport report = runs.run();

            assertThat(report.state()).isEqualTo(RunState.LOADED);
            assertThat(report.documents()).isEqualTo(4);
            assertThat(TestRuns.counts(report)).contains("accepted 338", "new 338");
            assertThat(server.asked())
                    .containsExactly(
                            "/politicians/?limit=100",
                            "/politicians/?limit=100&offset=100",
                            "/politicians/?limit=100&offset=200",
                            "/politicians/?limit=100&offset=300");
            var trace = runs.trace("politicians", "/politicians/member-250/", "party");
            assertThat(trace.document().url()).endsWith("/politicians/?limit=100&offset=200");
            assertThat(trace.text()).isEqualTo("Liberal");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
        }
    }

    @Test
    void everyTopLevelMemberOfAllPagesIsTakenWhereNoFieldsAreDeclared() throws Exception {
        try (var runs =
                runs(
                        """
                          - name: bills
                            endpoint:
                              path: bills/
                              data_selector: "$.objects[*]"
                              paginator: {type: offset, page_size: 20}
                            primary_key: [url]
                        """)) {
            assertThat(TestRuns.counts(runs.run())).contains("accepted 60");
            assertThat(runs.text("SELECT name ->> 'en' FROM bills WHERE number = 'C-42'"))
                    .isEqualTo("An Act respecting matter 41");
        }
    }

    @Test
    void asksForTheChildrenOfEachRecordOnceAndCarriesItsValues() throws Exception {
        try (var runs = votes(12, 120, VOTES)) {
            RunReport report = runs.run();

            assertThat(report.heldReasons()).isEmpty();
            assertThat(runs.text("SELECT count(*) FROM votes")).isEqualTo("120");
            assertThat(runs.text("SELECT count(*) FROM ballots")).isEqualTo("1440");
            assertThat(
                            runs.text(
                                    "SELECT count(*) FROM ballots WHERE asked <> vote OR vote <> '/votes/45-1/' || number || '/'"))
                    .isEqualTo("0");
            var trace = runs.trace("ballots", "/votes/45-1/7/,/politicians/member-3/", "number");
            assertThat(trace.text()).isEqualTo("7");
            assertThat(trace.rule()).contains("known from the request");
        }
    }

    @Test
    void asksOnlyForNewsOnceItKnowsTheRestAndTakesNothingAsGone() throws Exception {
        String votes = VOTES.substring(0, VOTES.indexOf("  - name: ballots"));
        try (var runs = votes(2, 120, votes)) {
            runs.run();
            site.addVote(121);
            server.forgetAsked();

            RunReport report = runs.run();

            assertThat(server.asked()).allMatch(asked -> asked.contains("date__gte=2025-05-07"));
            assertThat(report.state()).isEqualTo(RunState.LOADED);
            assertThat(TestRuns.counts(report)).contains("new 1 ", "withdrawn 0");
            assertThat(runs.text("SELECT count(*) FROM votes WHERE _withdrawn IS NULL"))
                    .isEqualTo("121");

            server.forgetAsked();
            assertThat(runs.run().heldReasons()).isEmpty();
            assertThat(server.asked()).allMatch(asked -> asked.contains("date__gte=2025-05-08"));

            server.forgetAsked();
            assertThat(TestRuns.counts(runs.runFully())).contains("unchanged 121");
            assertThat(server.asked().getFirst()).contains("date__gte=1994-01-17");
        }
    }

    @Test
    void beginsAnewWhenRowsAreGoneOrTheDeclarationIsAnother() throws Exception {
        String votes = VOTES.substring(0, VOTES.indexOf("  - name: ballots"));
        try (var runs = votes(2, 120, votes)) {
            runs.run();
            org.cairn.postgres.Sql.execute(runs.connection(), "DELETE FROM votes WHERE yeas > 150");
            server.forgetAsked();

            assertThat(TestRuns.counts(runs.run())).contains("accepted 120", "new 70");
            assertThat(server.asked().getFirst()).contains("date__gte=1994-01-17");

            TestProject.api(
                    folder,
                    server.url(),
                    votes.replace("yeas:", "nays: {json: nay_total}\n      yeas:"));
            server.forgetAsked();
            assertThat(TestRuns.counts(runs.run())).contains("accepted 120");
            assertThat(server.asked().getFirst()).contains("date__gte=1994-01-17");
        }
    }

    @Test
    void aListingThatMayBeShortHoldsTheRunAndDeletesNothing() throws Exception {
        try (var runs = runs(POLITICIANS)) {
            runs.run();
            for (var quirk :
                    List.of(
                            new Quirk.Caps(60),
                            new Quirk.EmptyPage(2),
                            new Quirk.Repeats(3),
                            new Quirk.Circles(2),
                            new Quirk.Elsewhere(1, "http://localhost:1"),
                            new Quirk.Renames("url", "uri"),
                            new Quirk.LoneObject())) {
                site.lists().misbehave(quirk);

                String state = outcome(runs);

                assertThat(state).as("%s", quirk).startsWith("held");
                assertThat(runs.text("SELECT count(*) FROM politicians WHERE _withdrawn IS NULL"))
                        .as("%s", quirk)
                        .isEqualTo("338");
            }
        }
    }

    private static String outcome(TestRuns runs) {
        try {
            RunReport report = runs.run();
            return report.state() == RunState.HELD
                    ? "held " + report.heldReasons()
                    : report.state() + " " + TestRuns.counts(report);
        } catch (ProblemException e) {
            return "held by " + e.problem().code();
        }
    }

    @Test
    void halfAPageOrAnErrorPageFailsTheRun() throws Exception {
        try (var runs = runs(POLITICIANS)) {
            runs.run();
            site.lists().misbehave(new Quirk.Halves(2));
            assertThatThrownBy(runs::run).hasMessageContaining("politicians-00002.json");
            site.lists().misbehave(new Quirk.ErrorPage(3));
            assertThatThrownBy(runs::run).isInstanceOf(ProblemException.class);

            assertThat(runs.text("SELECT count(*) FROM politicians WHERE _withdrawn IS NULL"))
                    .isEqualTo("338");
        }
    }

    @Test
    void aListingThatMovesWhileItIsReadHoldsTheRun() throws Exception {
        try (var runs = runs(POLITICIANS)) {
            site.lists().misbehave(new Quirk.Grows(1));

            RunReport report = runs.run();

            assertThat(report.heldReasons())
                    .singleElement()
                    .asString()
                    .contains("1 records came twice");
        }
    }

    @Test
    void aListingThatEndsEarlyIsHeldByItsDrop() throws Exception {
        try (var runs = runs(POLITICIANS)) {
            runs.run();
            site.lists().misbehave(new Quirk.EndsEarly(1));

            assertThat(runs.run().heldReasons()).isNotEmpty();
        }
    }

    @Test
    void oneDefaultPageOfALongerListingIsNotTakenForAll() throws Exception {
        var longer = new OpenParliament(350, 1, 1);
        try (var other = ApiServer.of(longer);
                var runs =
                        new TestRuns(
                                18,
                                TestProject.api(
                                        folder,
                                        other.url(),
                                        """
                                          - name: politicians
                                            endpoint: {path: politicians/, data_selector: "$.objects[*]"}
                                            primary_key: [url]
                                        """))) {
            assertThat(runs.run().heldReasons())
                    .singleElement()
                    .asString()
                    .contains("names a next page ($.pagination.next_url)");
            assertThat(TestRuns.counts(runs.runOverriding("only these"))).contains("new 338");
        }
    }

    @Test
    void aServerThatIgnoresTheParametersOfAPartitionIsNoticed() throws Exception {
        try (var runs =
                votes(
                        3,
                        4,
                        VOTES.replace("params: {vote: ", "params: {vot: ")
                                .replace("{carry: vote}", "{carry: vot}"))) {
            assertThat(String.join("\n", runs.run().heldReasons()))
                    .contains("got the very same answer");
        }
    }
}
