package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.cairn.collect.RunReport;
import org.cairn.kernel.EventSink;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Sql;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.OpenParliament;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The blueprint `openpolicy`: a catalogue in which nothing stands without evidence, and a source
/// of each pattern.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenPolicyBlueprintPgTest {
    private static final Path HOME = Path.of(System.getProperty("cairn.root", ".."));
    private static final Path BLUEPRINT = HOME.resolve("blueprints/openpolicy").toAbsolutePath();

    private final ApiServer server = ApiServer.of(new OpenParliament(1, 1, 30));
    private Path project;
    private RunReport first;
    private Wiring wiring;
    private Connection connection;

    @BeforeAll
    void runsAll(@TempDir Path folder) throws Exception {
        project = folder;
        for (String part : List.of("cairn.yaml", "sources", "pipelines", "views", "data")) {
            ProjectFiles.copy(BLUEPRINT.resolve(part), folder.resolve(part));
        }
        edit("cairn.yaml", "defaults:", "defaults:\n  allow_private_addresses: true");
        edit("sources/votes.yaml", "https://api.openparliament.ca/", server.url());
        edit("sources/votes.yaml", "initial: \"2025-05-26\"", "initial: \"2025-01-01\"");
        wiring =
                new Wiring(
                        folder,
                        HOME.toAbsolutePath().normalize(),
                        EventSink.NONE,
                        Map.<String, String>of());
        connection = wiring.database().connect();
        first = run("catalogue", "claimed", "divisions", "agendas", "votes");
    }

    private void edit(String file, String from, String to) throws Exception {
        String text = Files.readString(project.resolve(file));
        assertThat(text).as(file).contains(from);
        Files.writeString(project.resolve(file), text.replace(from, to));
    }

    private RunReport run(String... names) {
        return wiring.runSources().run(List.of(names), null);
    }

    @AfterAll
    void stopsTheServers() throws Exception {
        server.close();
        connection.close();
        wiring.embeddedServer().stop();
    }

    private List<String> texts(String sql) {
        return Sql.list(connection, sql, row -> String.valueOf(row.getString(1)));
    }

    @Test
    void theCatalogueCountsWhatIsFoundAndWhatIsMissing() throws Exception {
        assertThat(first.state()).isEqualTo(RunState.LOADED);
        assertThat(first.total().quarantined()).isZero();
        List<String> coverage =
                texts(
                        """
                        SELECT concat_ws(' | ', level, claimed, found, missing, api, page, file) FROM coverage
                         ORDER BY claimed
                        """);
        assertThat(coverage)
                .containsExactly(
                        "federal | 23 | 8 | 15 | 1 | 3 | 4",
                        "provincial | 42 | 23 | 19 | 0 | 15 | 8",
                        "municipal | 72 | 83 | 0 | 0 | 82 | 1");
        String page = Files.readString(BLUEPRINT.resolve("README.md"));
        coverage.forEach(line -> assertThat(page).contains("| " + line + " |"));
        assertThat(texts("SELECT evidence FROM evidence WHERE id = 'ca_on_toronto'"))
                .containsExactly(
                        "https://github.com/opencivicdata/scrapers-ca/blob/01bc23bafc6df60a3a03b90732c94f635b97080c/ca_on_toronto/__init__.py");
    }

    @Test
    void eachPatternOfSourceWorks() {
        assertThat(texts("SELECT count(*) FROM division")).containsExactly("13");
        assertThat(texts("SELECT count(*) FROM vote_event")).containsExactly("30");
        assertThat(
                        texts(
                                """
                                SELECT concat_ws(' | ', id, date, body, count(url))
                                  FROM meeting JOIN meeting_documents USING (id) GROUP BY id, date, body
                                 ORDER BY date, id LIMIT 2
                                """))
                .containsExactly(
                        "795 | 2020-11-10 | City Art Board | 3",
                        "791 | 2020-11-12 | Board of Commissioners for Las Cruces Utilities | 4");
        assertThat(texts("SELECT count(*) FROM meeting")).containsExactly("9");
    }

    @Test
    void lineWithoutEvidenceOrWithAnOddAddressIsRefused() throws Exception {
        String catalogue = Files.readString(project.resolve("data/catalogue.csv"));
        String commit = "321f5f60661ef7c75e53219298ab79ad9750de92";
        try {
            Files.writeString(
                    project.resolve("data/catalogue.csv"),
                    catalogue
                            + "ca_a,federal,legislature,api,A,A,https://a.ca,,,,\n"
                            + "ca_b,federal,legislature,api,B,B,a.ca/b,,o/r,p,"
                            + commit
                            + "\n"
                            + "ca_c,county,legislature,api,C,C,https://c.ca,,o/r,p,"
                            + commit
                            + "\n");
            RunReport report = run("catalogue");

            assertThat(report.total().quarantined()).isEqualTo(3);
            assertThat(report.total().created()).isZero();
            assertThat(texts("SELECT code FROM cairn.quarantine ORDER BY quarantine_no"))
                    .as("the first lacks repository, path and commit")
                    .containsExactly(
                            "missing-required",
                            "missing-required",
                            "missing-required",
                            "pattern-mismatch",
                            "not-accepted");
        } finally {
            Files.writeString(project.resolve("data/catalogue.csv"), catalogue);
        }
    }
}
