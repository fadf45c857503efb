package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;
import org.cairn.kernel.RunEvent;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Sql;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.OpenParliament;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The blueprint `merge-v2` does its main job against a service that behaves like OpenParliament:
/// everything, then only what came since, with exact numbers.
///
/// Of its declaration only what a fake cannot have is changed: the address, the limit of requests,
/// the first day, and how many members there are at least.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MergeV2BlueprintPgTest {
    private static final Path HOME = Path.of(System.getProperty("cairn.root", ".."));
    private static final Path BLUEPRINT = HOME.resolve("blueprints/merge-v2").toAbsolutePath();
    private static final int MEMBERS = 12;
    private static final int BILLS = 12;
    private static final int VOTES = 6;

    private final OpenParliament site = new OpenParliament(MEMBERS, BILLS, VOTES);
    private final ApiServer server = ApiServer.of(site);
    private final List<String> notes = new ArrayList<>();
    private final List<RunReport> runs = new ArrayList<>();
    private final List<List<String>> asked = new ArrayList<>();
    private Map<String, String> entitiesAtFirst = Map.of();
    private Wiring wiring;
    private Connection connection;

    @BeforeAll
    void runsFullyAndThenForWhatIsNew(@TempDir Path folder) throws Exception {
        for (String part : List.of("cairn.yaml", "sources", "pipelines", "views", "data")) {
            ProjectFiles.copy(BLUEPRINT.resolve(part), folder.resolve(part));
        }
        edit(
                folder.resolve("cairn.yaml"),
                "defaults:",
                "defaults:\n  allow_private_addresses: true");
        Path source = folder.resolve("sources/openparliament.yaml");
        edit(source, "https://api.openparliament.ca/", server.url());
        edit(source, "limit: 60,", "limit: 100000,");
        edit(source, "initial: \"2025-05-26\"", "initial: \"2025-01-01\"");
        edit(source, "lag: 100d", "lag: 2d");
        edit(source, "min_records: 300", "min_records: 10");
        wiring =
                new Wiring(
                        folder,
                        HOME.toAbsolutePath().normalize(),
                        this::note,
                        Map.<String, String>of());
        connection = wiring.database().connect();
        run("openparliament");
        run("municipal_scrapers");
        entitiesAtFirst = entities();
        somethingHappens();
        run("openparliament");
        run("openparliament");
    }

    private void note(RunEvent event) {
        if (event instanceof RunEvent.Noted(String message)) {
            notes.add(message);
        }
    }

    private static void edit(Path file, String from, String to) throws Exception {
        String text = Files.readString(file);
        assertThat(text).as("%s", file).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void run(String name) {
        server.forgetAsked();
        runs.add(wiring.runSources().run(List.of(name), null, RunOrder.Extent.NEWS));
        asked.add(server.asked());
    }

    private void somethingHappens() {
        site.addVote(VOTES + 1);
        site.addBallots(VOTES + 1, MEMBERS);
        site.addDebate(13);
        site.change("/votes/", "/votes/45-1/5/", "result", "Passed");
        site.change("/bills/", "/bills/45-1/C-3/", "status_code", "RoyalAssentGiven");
        site.change("/politicians/", "/politicians/member-4/", "name", "Member Four");
        var members = new ArrayList<>(site.lists().all("/politicians/"));
        members.removeLast();
        site.lists().put("/politicians/", members);
    }

    @AfterAll
    void stopsTheServers() throws Exception {
        server.close();
        connection.close();
        wiring.embeddedServer().stop();
    }

    private Map<String, String> entities() {
        Map<String, String> counts = new LinkedHashMap<>();
        Sql.list(
                        connection,
                        "SELECT type, count(*) FROM unified_entity GROUP BY 1 ORDER BY 1",
                        row -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    private String text(String sql) {
        return Sql.load(connection, sql, row -> String.valueOf(row.getString(1)));
    }

    private static Map<String, Long> accepted(RunReport report) {
        return report.parts().stream()
                .collect(Collectors.toMap(RunPart::resource, part -> part.counts().accepted()));
    }

    @Test
    void theFirstRunBringsEveryRecordOfEveryList() {
        assertThat(runs.getFirst().heldReasons()).isEmpty();
        assertThat(runs.getFirst().state()).isEqualTo(RunState.LOADED);
        assertThat(runs.getFirst().total().quarantined()).isZero();
        assertThat(accepted(runs.getFirst()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "person_listing", 12L,
                                "person", 12L,
                                "vote_event", 6L,
                                "ballot", 72L,
                                "bill_listing", 12L,
                                "bill", 12L,
                                "debate_listing", 12L,
                                "debate", 12L,
                                "committee_listing", 5L,
                                "committee", 5L));
        assertThat(text("SELECT count(*) FROM membership")).isEqualTo("16");
        assertThat(text("SELECT count(*) FROM sponsorship")).isEqualTo("9");
        assertThat(text("SELECT string_agg(id, ' ' ORDER BY id) FROM legislative_session"))
                .isEqualTo("44-1 45-1");
    }

    @Test
    void sevenTypesAreOneViewOnceTheirDatasetsAreThere() {
        assertThat(notes)
                .contains(
                        "view unified_entity waits for dataset jurisdiction, which has not been"
                                + " loaded yet",
                        "view unified_entity made");
        assertThat(entitiesAtFirst)
                .isEqualTo(
                        Map.of(
                                "mp", "12",
                                "bill", "12",
                                "vote", "6",
                                "debate", "12",
                                "committee", "5",
                                "session", "2",
                                "jurisdiction", "3"));
        assertThat(
                        text(
                                """
                                SELECT concat_ws('|', data ->> 'status', metadata -> 'raw_data' -> 'status' ->> 'en',
                                           jsonb_path_query_array(relationships, '$[*].type'))
                                  FROM unified_entity WHERE source_id = '/bills/45-1/C-8/'
                                """))
                .isEqualTo(
                        "HouseInCommittee|At consideration in committee in the House|[\"in_session\","
                                + " \"sponsored_by\"]");
        assertThat(
                        text(
                                """
                                SELECT concat_ws('|', data ->> 'outcome', data ->> 'date',
                                           jsonb_path_query_array(relationships, '$[*] ? (@.option == "no")') ->> 0)
                                  FROM unified_entity WHERE source_id = '/votes/45-1/3/'
                                """))
                .isEqualTo(
                        "passed|2025-01-04|{\"type\": \"ballot\", \"option\": \"no\", \"target_id\":"
                                + " \"/politicians/member-1/\", \"target_type\": \"mp\"}");
    }

    @Test
    void councilPagesOfThreeLooksBecomeJurisdictions() {
        assertThat(accepted(runs.get(1))).isEqualTo(Map.of("jurisdiction", 3L));
        assertThat(
                        Sql.list(
                                connection,
                                """
                                SELECT concat_ws('|', name, kind, province, population, area_km2, mayor) FROM jurisdiction
                                 ORDER BY 1
                                """,
                                row -> row.getString(1)))
                .containsExactly(
                        "Exampleton|city|ON|128412|212.50|Robin Achterberg",
                        "Point Specimen|town|AB|1204|8.90|Dana Whitebear",
                        "Samplebrook|district|BC|9870|1034.25|Alex Tremblay-Wong");
        assertThat(
                        Sql.list(
                                connection,
                                """
                                SELECT concat_ws('|', councillor, ward, email) FROM jurisdiction_councillors
                                 ORDER BY name, ordinal
                                """,
                                row -> row.getString(1)))
                .containsExactly(
                        "Sam Okonkwo|Ward 1|s.okonkwo@exampleton.example",
                        "Jean-Marie D’Aoust|Ward 2|jm.daoust@exampleton.example",
                        "Priya Nair|Ward 3",
                        "Evan Kowalchuk|evan.kowalchuk@pointspecimen.example",
                        "Fatima el-Sayed",
                        "Gus Lund|gus.lund@pointspecimen.example",
                        "Bailey Ferguson|Ward 1|bferguson@samplebrook.example",
                        "Chris Dhaliwal|Ward 2");
    }

    @Test
    void theNextRunAsksForNewVotesAndSittingsOnlyAndCountsWhatChanged() {
        RunReport report = runs.get(2);

        assertThat(report.heldReasons()).isEmpty();
        assertThat(asked.get(2)).contains("/votes/?limit=500&date__gte=2025-01-05");
        assertThat(asked.get(2).stream().filter(each -> each.startsWith("/votes/ballots/")))
                .as("of the votes 4 to 7")
                .hasSize(4);
        assertThat(counts(report, "vote_event")).isEqualTo("1 new, 1 changed, 2 same, 0 gone");
        assertThat(counts(report, "ballot")).isEqualTo("12 new, 0 changed, 36 same, 0 gone");
        assertThat(counts(report, "bill")).isEqualTo("0 new, 1 changed, 11 same, 0 gone");
        assertThat(counts(report, "debate")).isEqualTo("1 new, 0 changed, 12 same, 0 gone");
        assertThat(counts(report, "person")).isEqualTo("0 new, 1 changed, 10 same, 1 gone");
        assertThat(text("SELECT count(*) FROM vote_event")).isEqualTo("7");
        assertThat(text("SELECT count(*) FROM ballot")).isEqualTo("84");
        assertThat(text("SELECT result FROM vote_event WHERE number = 5")).isEqualTo("passed");
        assertThat(text("SELECT count(*) FROM person WHERE _withdrawn = 3")).isEqualTo("1");
        assertThat(entities()).containsEntry("vote", "7").containsEntry("debate", "13");
    }

    @Test
    void aRunWithoutNewsChangesNothing() {
        assertThat(runs.get(3).total().created() + runs.get(3).total().changed()).isZero();
        assertThat(runs.get(3).total().withdrawn()).isZero();
    }

    @Test
    void aValueOfAVoteLeadsBackToTheAnswerOfTheService() {
        var trace = wiring.traceValue().trace("vote_event", "/votes/45-1/5/", "result");

        assertThat(new String(trace.bytes(), StandardCharsets.UTF_8)).isEqualTo("\"Passed\"");
        assertThat(trace.document().url()).endsWith("/votes/?limit=500&date__gte=2025-01-05");
        assertThat(trace.rule()).contains("map");
        assertThat(
                        text(
                                """
                                SELECT count(*) FROM unified_entity
                                 WHERE type = 'vote' AND metadata -> 'raw_data' ->> 'result' IS NULL
                                """))
                .isEqualTo("0");
    }

    private static String counts(RunReport report, String resource) {
        var counts =
                report.parts().stream()
                        .filter(part -> part.resource().equals(resource))
                        .findFirst()
                        .orElseThrow()
                        .counts();
        return "%d new, %d changed, %d same, %d gone"
                .formatted(
                        counts.created(), counts.changed(), counts.unchanged(), counts.withdrawn());
    }
}
