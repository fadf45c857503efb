package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.collect.RunReport;
import org.cairn.collect.trace.RecordKey;
import org.cairn.collect.trace.Trace;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Sql;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The blueprint `gvrc` does its main job: seven files of unlike shape become one dataset, with the
/// numbers that its README promises, through three deliveries.
///
/// The numbers are those of the files, counted without Cairn by `tools/make_samples.py` and its
/// README, so a decoder that loses a record cannot agree with itself here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GvrcBlueprintPgTest {
    private static final Path HOME = Path.of(System.getProperty("cairn.root", ".."));
    private static final Path BLUEPRINT = HOME.resolve("blueprints/gvrc").toAbsolutePath();
    private static final int TRACED = 300;
    private static final List<String> KEY =
            List.of("facility_code", "facility_name", "county", "ward");

    /// Names of facilities in regional.json, which alone has the register's edge spaces.
    private static final Pattern REGIONAL_NAME =
            Pattern.compile("\"name\": \"([^\"]*)\", \"facility_code\"");

    private static final Pattern EDGE_SPACE =
            Pattern.compile("^[\\s\\u00a0].*|.*[\\s\\u00a0]$", Pattern.DOTALL);

    private final Map<Sha256, byte[]> deliveredBytes = new HashMap<>();
    private final List<String> childrenAfterEachRun = new ArrayList<>();
    private final List<RunReport> runs = new ArrayList<>();
    private Wiring wiring;
    private Connection connection;

    @BeforeAll
    void playsThreeDeliveries(@TempDir Path folder) throws Exception {
        for (String part : List.of("cairn.yaml", "sources")) {
            ProjectFiles.copy(BLUEPRINT.resolve(part), folder.resolve(part));
        }
        wiring = new Wiring(folder, HOME.toAbsolutePath().normalize(), EventSink.NONE, Map.of());
        connection = wiring.database().connect();
        deliver("raw", folder);
        run(null);
        deliver("later", folder);
        run(null);
        deliver("broken", folder);
        run(null);
        run(new OverrideWord("the test says so", "tester"));
    }

    private void deliver(String delivery, Path folder) throws Exception {
        Path from = BLUEPRINT.resolve("data").resolve(delivery);
        ProjectFiles.copy(from, folder.resolve("data/raw"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                deliveredBytes.put(Sha256.of(bytes), bytes);
            }
        }
    }

    private void run(@Nullable OverrideWord override) {
        runs.add(wiring.runSources().run(List.of("gvrc"), override));
        childrenAfterEachRun.add(
                text("SELECT count(*) FROM facility_contacts")
                        + " / "
                        + text("SELECT count(*) FROM facility_services"));
    }

    @AfterAll
    void stopsTheServer() throws Exception {
        connection.close();
        wiring.embeddedServer().stop();
    }

    @Test
    void loadsTheFirstDeliveryAndRefusesWhatNobodyCanKnow() {
        var counts = runs.get(0).total();

        assertThat(runs.get(0).state()).isEqualTo(RunState.LOADED);
        assertThat(List.of(counts.documents(), counts.records(), counts.accepted()))
                .containsExactly(7L, 448L, 427L);
        assertThat(List.of(counts.created(), counts.quarantined(), counts.duplicates()))
                .containsExactly(427L, 21L, 0L);
        assertThat(reasons(runs.get(0)))
                .isEqualTo(Map.of("missing-key", 13L, "pattern-mismatch", 8L));
    }

    @Test
    void theSecondDeliveryChangesOnlyWhatDiffersInMeaning() {
        var counts = runs.get(1).total();

        assertThat(runs.get(1).state()).isEqualTo(RunState.LOADED);
        assertThat(List.of(counts.created(), counts.changed(), counts.unchanged()))
                .containsExactly(3L, 10L, 417L);
        assertThat(List.of(counts.quarantined(), counts.withdrawn())).containsExactly(21L, 0L);
    }

    @Test
    void theThirdDeliveryIsHeldAndLoadedOnlyWithAReason() {
        var held = runs.get(2);
        var loaded = runs.get(3);

        assertThat(held.state()).isEqualTo(RunState.HELD);
        assertThat(held.heldReasons())
                .containsExactly(
                        "gvrc.facility: 276 records accepted after 430 in run 2, a drop of 35.8 % where 20 %"
                                + " is allowed");
        assertThat(List.of(held.total().held(), held.total().withdrawn()))
                .containsExactly(276L, 0L);
        assertThat(loaded.state()).isEqualTo(RunState.LOADED);
        assertThat(loaded.total().withdrawn()).isEqualTo(154);
        assertThat(text("SELECT count(*) FROM facility")).isEqualTo("430");
        assertThat(text("SELECT count(*) FROM facility WHERE _withdrawn = 4")).isEqualTo("154");
        assertThat(text("SELECT override_reason FROM cairn.run WHERE run = 4"))
                .isEqualTo("the test says so");
    }

    @Test
    void childrenFollowTheirParents() {
        assertThat(childrenAfterEachRun)
                .containsExactly("766 / 6148", "772 / 6167", "772 / 6167", "772 / 6167");
    }

    @Test
    void carriedCountiesConstituenciesAndWardsAreFilled() {
        assertThat(text("SELECT count(*) FROM facility WHERE coalesce(county, '') = ''"))
                .isEqualTo("0");
        assertThat(
                        text(
                                """
                                SELECT count(*) FROM facility
                                 WHERE gbv_category IS NULL
                                   AND (constituency IS NULL OR ward IS NULL)
                                """))
                .as("only the category files name no ward")
                .isEqualTo("0");
        assertThat(row("12208"))
                .isEqualTo("Kasikeu Dispensary|Makueni|Kilome|Kasikeu|-1.94705|37.38233");
    }

    @Test
    void edgeSpacesOfTheRegisterAreTakenOffTheNames() throws Exception {
        String file = Files.readString(BLUEPRINT.resolve("data/raw/regional.json"));
        List<String> names =
                REGIONAL_NAME.matcher(file).results().map(match -> match.group(1)).toList();

        assertThat(names.stream().filter(name -> EDGE_SPACE.matcher(name).matches())).hasSize(26);
        assertThat(names).contains("Kasikeu Dispensary\u00a0");
        assertThat(
                        text(
                                """
                                SELECT count(*) FROM facility
                                 WHERE facility_name ~ '^[\\s\u00a0]|[\\s\u00a0]$'
                                """))
                .isEqualTo("0");
    }

    @Test
    void swappedCoordinatesAreReadCrosswiseAndLieInKenya() {
        assertThat(text("SELECT count(latitude) > 300 FROM facility")).isEqualTo("t");
        assertThat(
                        text(
                                """
                                SELECT count(*) FROM facility
                                 WHERE latitude NOT BETWEEN -5 AND 5.5
                                    OR longitude NOT BETWEEN 33.5 AND 42.5
                                    OR (latitude IS NULL) <> (longitude IS NULL)
                                """))
                .isEqualTo("0");
    }

    @Test
    void randomValuesAreInTheDeliveredFilesWhereTheirTraceSays() {
        var random = SeededRandom.fresh();
        List<Cell> cells = cells();
        int compared = 0;
        for (int i = 0; i < TRACED; i++) {
            Cell cell = cells.get(random.between(0, cells.size() - 1));
            Trace trace = wiring.traceValue().trace(cell.dataset(), cell.key(), cell.column());
            byte[] file = deliveredBytes.get(trace.document().sha256());
            String what = "%s, seed %d".formatted(cell, random.seed());
            assertThat(file).as(what).isNotNull();
            int from = Math.toIntExact(trace.span().offset());
            byte[] slice = java.util.Arrays.copyOfRange(file, from, from + trace.span().length());
            assertThat(trace.bytes()).as(what).isEqualTo(slice);
            if (!trace.rule().startsWith("set to")) {
                assertThat(said(slice)).as(what).isEqualTo(plain(cell.value()));
                compared++;
            }
        }
        assertThat(compared).as("seed %d", random.seed()).isGreaterThan(TRACED / 2);
    }

    /// One value of a dataset that is not null.
    private record Cell(String dataset, String key, String column, String value) {}

    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        cells("facility", KEY, "", cells);
        cells("facility_contacts", List.of("kind", "value"), "ordinal", cells);
        cells("facility_services", List.of("service_name"), "ordinal", cells);
        return cells;
    }

    private void cells(String dataset, List<String> columns, String ordinal, List<Cell> into) {
        List<String> wanted = new ArrayList<>(columns);
        if (dataset.equals("facility")) {
            wanted.addAll(List.of("facility_type", "latitude", "longitude", "constituency"));
        }
        String selected =
                Stream.concat(KEY.stream(), wanted.stream()).collect(Collectors.joining(", "));
        String last = ordinal.isEmpty() ? "" : ", " + ordinal;
        String query = "SELECT %s%s FROM %s".formatted(selected, last, dataset);
        for (List<Cell> row :
                Sql.list(connection, query, row -> cells(row, dataset, wanted, ordinal))) {
            into.addAll(row);
        }
    }

    private static List<Cell> cells(
            ResultSet row, String dataset, List<String> wanted, String ordinal)
            throws SQLException {
        List<String> key = new ArrayList<>();
        String code = row.getString(1);
        key.addAll(
                code != null
                        ? List.of(code)
                        : List.of(row.getString(2), row.getString(3), row.getString(4)));
        if (!ordinal.isEmpty()) {
            key.add(row.getString(ordinal));
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String value = row.getString(KEY.size() + 1 + i);
            if (value != null) {
                cells.add(new Cell(dataset, new RecordKey(key).toString(), wanted.get(i), value));
            }
        }
        return cells;
    }

    /// What JSON bytes say, by PostgreSQL and not by Cairn's decoder, with the spaces of names
    /// taken off and collapsed as the declaration wants.
    private String said(byte[] json) {
        return plain(
                Sql.load(
                        connection,
                        "SELECT ?::jsonb #>> '{}'",
                        row -> row.getString(1),
                        new String(json, StandardCharsets.UTF_8)));
    }

    private static String plain(String text) {
        String collapsed = text.replaceAll("[\\s\u00a0]+", " ").strip();
        return collapsed.matches("-?\\d+\\.\\d+")
                ? new BigDecimal(collapsed).stripTrailingZeros().toPlainString()
                : collapsed;
    }

    private Map<String, Long> reasons(RunReport run) {
        return wiring.readQuarantine().list(run.run(), null, 1000).stream()
                .collect(Collectors.groupingBy(QuarantineRecord::code, Collectors.counting()));
    }

    private String row(String code) {
        return Sql.load(
                connection,
                """
                SELECT concat_ws('|', facility_name, county, constituency, ward,
                                 latitude, longitude)
                  FROM facility WHERE facility_code = ?
                """,
                row -> row.getString(1),
                code);
    }

    private String text(String query) {
        return Sql.load(connection, query, row -> row.getString(1));
    }
}
