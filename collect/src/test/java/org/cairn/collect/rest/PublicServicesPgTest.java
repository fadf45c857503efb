package org.cairn.collect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.collect.RunReport;
import org.cairn.collect.TestProject;
import org.cairn.collect.TestRuns;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.map.MapProblems;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.api.AirtableBase;
import org.cairn.testkit.api.ApiAnswer;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.ApiSite;
import org.cairn.testkit.api.Kmhfl;
import org.cairn.testkit.api.LegisInfo;
import org.cairn.testkit.api.OurCommons;
import org.cairn.testkit.api.Quirk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real runs against the ways of LEGISinfo, ourcommons.ca, Kenya's register and Airtable.
final class PublicServicesPgTest {
    private static final String DIVISIONS =
            """
              - name: divisions
                endpoint:
                  path: members/en/votes/xml
                  params: {parlSession: "44-1"}
                  data_selector: /ArrayOfVote/Vote
                fields:
                  number: {from: DecisionDivisionNumber, type: integer}
                  held: {from: DecisionEventDateTime, type: timestamp, timezone: America/Toronto}
                  subject: {from: DecisionDivisionSubject}
                  bill: {from: BillNumberCode}
                  yeas: {xpath: DecisionDivisionNumberOfYeas, type: integer}
                primary_key: [number]
              - name: participants
                partition:
                  parent: divisions
                  params: {number: "{parent.DecisionDivisionNumber}"}
                endpoint:
                  path: "members/en/votes/44/1/{number}/xml"
                  data_selector: /ArrayOfVoteParticipant/VoteParticipant
                fields:
                  division: {carry: number, type: integer}
                  person: {from: PersonId, type: integer, required: true}
                  name: {from: PersonOfficialLastName}
                  vote: {from: VoteValueName, accepted_values: [Yea, Nay, Paired]}
                primary_key: [division, person]
            """;

    @TempDir Path folder;

    private static TestProject xml(TestProject project) {
        Path file = project.folder().resolve("sources/base.yaml");
        return project.with(
                "sources/base.yaml",
                read(file).replace("type: rest_api", "type: rest_api\nformat: xml"));
    }

    private static String read(Path file) {
        try {
            return java.nio.file.Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void readsDivisionsAndTheirParticipantsOutOfXml() throws Exception {
        var site = new OurCommons(7, 12);
        try (var server = ApiServer.of(site);
                var runs =
                        new TestRuns(18, xml(TestProject.api(folder, server.url(), DIVISIONS)))) {
            RunReport report = runs.run();

            assertThat(report.heldReasons()).isEmpty();
            assertThat(TestRuns.counts(report)).contains("accepted 84");
            assertThat(
                            runs.texts(
                                    "SELECT concat_ws(' ', number, held AT TIME ZONE 'UTC', bill, yeas)"
                                            + " FROM divisions WHERE number IN (2, 3) ORDER BY 1"))
                    .containsExactly("2 2024-11-03 05:30:00 C-2 7", "3 2021-11-04 19:30:00 5");
            var trace = runs.trace("participants", "3,89005", "vote");
            assertThat(trace.text()).isEqualTo("Yea");
            assertThat(trace.document().url()).contains("/44/1/3/xml#given:number=3");
            assertThat(runs.rowsWithoutLineage()).isEmpty();
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);

            site.give(OurCommons.Persons.NAMES_ONLY);
            assertThatThrownBy(runs::run)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(MapProblems.KEY_MISSING));
            site.breakDown();
            assertThatThrownBy(runs::run)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(WebProblems.WEB_NOT_DATA));
        }
    }

    private static String items(String paginator) {
        return """
          - name: item
            endpoint:
              path: list
              data_selector: /list/item
              paginator: %s
            fields: {id: {xpath: "@id", type: integer}}
            primary_key: [id]
        """
                .formatted(paginator);
    }

    private static String facilities(int pageSize) {
        return """
          - name: facility
            endpoint:
              path: api/facilities/facilities/
              data_selector: "$.results[*]"
              paginator: {type: page_number, size_param: page_size, page_size: %d, total_selector: $.count}
            fields:
              id: {type: uuid}
              code: {type: integer}
              latitude: {json: long, type: decimal, min: -5, max: 5.5}
              longitude: {json: lat, type: decimal, min: 33.5, max: 42.5}
            primary_key: [id]
        """
                .formatted(pageSize);
    }

    @Test
    void readsTotalsAndLinksOutOfXml() throws Exception {
        ApiSite site =
                request -> {
                    int page = Integer.parseInt(request.params().getOrDefault("page", "1"));
                    var out = new StringBuilder("<list total=\"5\"><paging>");
                    out.append(page < 3 ? "<next>/list?page=%d</next>".formatted(page + 1) : "");
                    out.append("</paging>");
                    for (int i = page * 2 - 1; i <= Math.min(5, page * 2); i++) {
                        out.append("<item id=\"%d\"/>".formatted(i));
                    }
                    return ApiAnswer.xml(out.append("</list>").toString());
                };
        List<String> paginators =
                List.of(
                        "{type: json_link, next_selector: ./paging/next, total_selector: \"@total\"}",
                        "{type: json_link, next_selector: /list/paging/next}",
                        "{type: single_page}");
        for (String paginator : paginators) {
            Path own = folder.resolve("" + paginators.indexOf(paginator));
            try (var server = ApiServer.of(site);
                    var runs =
                            new TestRuns(
                                    18,
                                    xml(TestProject.api(own, server.url(), items(paginator))))) {
                RunReport report = runs.run();

                if (paginator.contains("single_page")) {
                    assertThat(report.heldReasons().toString())
                            .contains("the answer names a next page (./paging/next)");
                } else {
                    assertThat(TestRuns.counts(report)).contains("accepted 5");
                }
            }
        }
    }

    @Test
    void readsBothVocabulariesOfLegisInfoAndItsThreeFormsOfTime() throws Exception {
        String bills =
                """
                  - name: bills
                    endpoint:
                      path: legisinfo/en/bills/json
                      params: {parlsession: "45-1"}
                      data_selector: "$[*]"
                    fields:
                      id: {any: [{json: BillId}, {json: Id}], type: integer}
                      number: {any: [{json: BillNumberFormatted}, {json: NumberCode}]}
                      active: {json: LatestActivityDateTime, type: timestamp, timezone: America/Toronto}
                    primary_key: [id]
                  - name: bill
                    partition: {parent: bills, params: {id: "{parent.BillId}"}}
                    endpoint:
                      path: "legisinfo/en/bill/{id}"
                      data_selector: "$[*]"
                    fields: {id: {json: Id, type: integer}, sponsor: {json: SponsorPersonName}}
                    primary_key: [id]
                """;
        var site = new LegisInfo(5);
        try (var server = ApiServer.of(site);
                var runs = new TestRuns(18, TestProject.api(folder, server.url(), bills))) {
            assertThat(TestRuns.counts(runs.run())).contains("accepted 10");
            assertThat(
                            runs.texts(
                                    "SELECT active AT TIME ZONE 'UTC' FROM bills ORDER BY id LIMIT 3"))
                    .containsExactly(
                            "2026-04-27 12:44:38.9",
                            "2025-09-20 04:00:00",
                            "2025-06-03 14:02:53.767");
            assertThat(runs.trace("bill", "13000002", "sponsor").document().url())
                    .endsWith("/legisinfo/en/bill/45-1/c-2/json#given:id=13000002");

            site.call(LegisInfo.Words.NEW);
            assertThat(runs.run().heldReasons().toString()).contains("nothing could be asked");
        }
    }

    @Test
    void readsKenyasRegisterWithATokenAndItsTotal() throws Exception {
        var site = new Kmhfl(130, 50);
        try (var server = ApiServer.of(site)) {
            String auth =
                    "auth: {type: oauth2_client_credentials, token_url: \"%so/token/\", client_id: %s, client_secret: \"${file:secret}\"}"
                            .formatted(server.url(), Kmhfl.CLIENT);
            TestProject project =
                    TestProject.api(folder, server.url(), facilities(50))
                            .with("secret", Kmhfl.SECRET);
            project.with(
                    "sources/base.yaml",
                    read(folder.resolve("sources/base.yaml"))
                            .replace("\"}\nresources", "\", " + auth + "}\nresources"));
            try (var runs = new TestRuns(18, project)) {
                assertThat(TestRuns.counts(runs.run())).contains("accepted 130", "new 130");

                // A token that is called back is asked for anew.
                site.revoke();
                assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
                site.lists().misbehave(new Quirk.States(131));
                assertThat(runs.run().heldReasons().toString())
                        .contains("is empty before all were there");
                project.with(
                        "sources/base.yaml",
                        read(folder.resolve("sources/base.yaml"))
                                .replace("page_size: 50", "page_size: 100"));
                site.lists().misbehave();
                assertThat(runs.run().heldReasons().toString())
                        .contains("100 records were asked for a page, 50 came");
            }
        }
    }

    @Test
    void readsATableOfAirtableAtItsPaceAndStopsWhenTheMonthIsSpent() throws Exception {
        var site = new AirtableBase(301, () -> System.nanoTime() / 1_000_000);
        try (var server = ApiServer.of(site)) {
            TestProject project =
                    TestProject.api(
                                    folder,
                                    server.url(),
                                    """
                                      - name: issues
                                        endpoint:
                                          path: v0/appAbc123/Issues
                                          data_selector: "$.records[*]"
                                          paginator: {type: cursor, cursor_param: offset, cursor_selector: $.offset}
                                        fields:
                                          id: {}
                                          title: {json: fields.Title}
                                          done: {json: fields.Done, type: boolean}
                                        primary_key: [id]
                                    """)
                            .with("token", AirtableBase.TOKEN);
            project.with(
                    "sources/base.yaml",
                    read(folder.resolve("sources/base.yaml"))
                            .replace(
                                    "\"}\nresources",
                                    "\", rate_limit: [{type: moving_window, limit: 4, per: 1s}],"
                                            + " auth: {type: bearer, token: \"${file:token}\"}}\nresources"));
            try (var runs = new TestRuns(18, project)) {
                assertThat(TestRuns.counts(runs.run())).contains("accepted 301");
                assertThat(server.asked()).hasSize(4);
                server.forgetAsked();
                site.spendTheMonth();

                assertThatThrownBy(runs::run)
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e ->
                                        assertThat(e.problem().code())
                                                .isEqualTo(WebProblems.WEB_QUOTA_SPENT));
                assertThat(server.asked()).hasSize(1);
            }
        }
    }

    @Test
    void aPageThatIsNotModifiedIsSeenAndUnchanged() throws Exception {
        var bodies = new AtomicInteger();
        ApiSite site =
                request -> {
                    if ("\"v1\"".equals(request.ifNoneMatch())) {
                        return new ApiAnswer(
                                304, "application/json", java.util.Map.of(), new byte[0]);
                    }
                    bodies.incrementAndGet();
                    return ApiAnswer.json(List.of(java.util.Map.of("id", 1)))
                            .with("ETag", "\"v1\"");
                };
        String resource =
                """
                  - name: thing
                    endpoint: {path: things, data_selector: "$[*]"}
                    fields: {id: {type: integer}}
                    primary_key: [id]
                """;
        try (var server = ApiServer.of(site);
                var runs = new TestRuns(18, TestProject.api(folder, server.url(), resource))) {
            assertThat(TestRuns.counts(runs.run())).contains("new 1");
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
            assertThat(bodies).hasValue(1);
            assertThat(server.asked()).hasSize(2);

            // The answer of last time is read by the declaration of today.
            TestProject.api(
                    folder, server.url(), resource.replace("{id: {", "{no: {json: id}, id: {"));
            assertThat(TestRuns.counts(runs.run())).contains("changed 1");
            assertThat(bodies).hasValue(1);
        }
    }

    @Test
    void recordsThatDoNotFitTheirSchemaGoToQuarantine() throws Exception {
        ApiSite site =
                request ->
                        ApiAnswer.json(
                                List.of(
                                        java.util.Map.of("id", 1, "name", "A"),
                                        java.util.Map.of("id", 2, "name", List.of("B")),
                                        java.util.Map.of("id", 3)));
        String resource =
                """
                  - name: thing
                    endpoint: {path: things, data_selector: "$[*]"}
                    fields: {id: {type: integer}, name: {}}
                    primary_key: [id]
                    schema: schemas/thing.schema.json
                """;
        try (var server = ApiServer.of(site)) {
            TestProject project =
                    TestProject.api(folder, server.url(), resource)
                            .with(
                                    "schemas/thing.schema.json",
                                    "{\"required\": [\"name\"], \"properties\": {\"name\": {\"type\": \"string\"}}}");
            try (var runs = new TestRuns(18, project)) {
                assertThat(TestRuns.counts(runs.run())).contains("accepted 1", "quarantined 2");
                assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);

                // Another schema is another mapping: the same pages are judged anew.
                project.with("schemas/thing.schema.json", "{}");
                assertThat(TestRuns.counts(runs.run())).contains("accepted 3", "new 2");
            }
        }
    }
}
