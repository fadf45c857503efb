package org.cairn.collect.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.TestProject;
import org.cairn.collect.load.DatasetLoad.Absence;
import org.cairn.collect.load.DatasetLoad.RowSource;
import org.cairn.collect.load.DatasetLoad.Way;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Row;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.Ledger;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.TestServer;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to compare a delivery with a dataset must come to the same rows and counts.
final class InPartsPgTest {
    private static final String RESOURCE =
            """
            records: [{json: "$[*]"}]
            fields:
              code: {json: a, type: integer}
              name: {json: b}
              list: {json: c, type: json}
              parts: {each: ["$.p[*]"], fields: {n: {json: n, type: integer}, t: {json: t}}}
            primary_key: [code]
            change: {unordered: [list]}
            """;

    @TempDir Path folder;

    /// One row that comes, and the span that tells it from its doubles.
    private record Delivery(List<Row> rows, Absence absence) {}

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void comparingInPartsGivesWhatComparingInMemoryGives(int major) throws SQLException {
        SeededRandom.forAll(
                4,
                random -> {
                    List<Delivery> deliveries = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        deliveries.add(delivery(random));
                    }
                    assertThat(load(major, deliveries, Way.IN_PARTS))
                            .isEqualTo(load(major, deliveries, Way.IN_MEMORY));
                });
    }

    private static Delivery delivery(SeededRandom random) {
        List<Row> rows = new ArrayList<>();
        int keys = random.pick(List.of(5, 400));
        for (int i = random.between(0, 300); i > 0; i--) {
            List<Row> parts = new ArrayList<>();
            for (int j = random.between(0, 2); j > 0; j--) {
                parts.add(row(random, List.of(), (long) random.between(0, 1), random.word(1)));
            }
            rows.add(
                    row(
                            random,
                            List.of(parts),
                            (long) random.between(1, keys),
                            random.oneIn(3) ? null : random.text(1),
                            random.pick(List.of("[1,2]", "[2,1]", "[]"))));
        }
        return new Delivery(rows, random.pick(List.of(Absence.KEEP, Absence.WITHDRAW)));
    }

    private static Row row(
            SeededRandom random, List<List<Row>> children, @Nullable Object... values) {
        return new Row(new ByteSpan(random.between(0, 1 << 20), 7), 0, values, children);
    }

    /// Loads all deliveries into a database of their own; gives counts, conflicts and the rows that
    /// are there in the end.
    private List<String> load(int major, List<Delivery> deliveries, Way way) {
        var project = TestProject.json(folder, RESOURCE);
        CompiledMapping mapping = project.mapping();
        var table = TargetTable.of(project.pipeline("thing").dataset(), mapping, List.of());
        var database = new Database(TestServer.of(major).createDatabase(), "parts test");
        List<String> result = new ArrayList<>();
        try (Connection connection = database.connect()) {
            Ledger.upgrade(connection);
            for (Delivery delivery : deliveries) {
                connection.setAutoCommit(false);
                result.addAll(load(connection, table, mapping, delivery, way));
                connection.commit();
                connection.setAutoCommit(true);
            }
            result.addAll(
                    texts(
                            connection,
                            "SELECT (to_jsonb(t.*) - '_rid')::text FROM thing t ORDER BY code"));
            result.addAll(
                    texts(
                            connection,
                            "SELECT (to_jsonb(t.*) - '_rid')::text FROM thing_parts t ORDER BY code, ordinal"));
            result.addAll(
                    texts(
                            connection,
                            "SELECT dataset_id || ': ' || sum(row_count) FROM cairn.lineage_block GROUP BY dataset_id ORDER BY 1"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return result;
    }

    private List<String> load(
            Connection connection,
            TargetTable table,
            CompiledMapping mapping,
            Delivery delivery,
            Way way) {
        RunNumber run = new RunLedger().begin(connection, null, List.of("x"), null, Instant.EPOCH);
        var lineage = new LineageLedger();
        long document =
                lineage.addDocument(
                        connection,
                        new DocumentRecord(
                                new DocumentId("%032x".formatted(run.value())),
                                "s",
                                "file:x",
                                "x",
                                Sha256.of(new byte[0]),
                                1 << 21,
                                Instant.EPOCH,
                                run));
        var source = new RowSource(document, lineage.addMapping(connection, "{}", run));
        var context =
                new DatasetLoad.Context(
                        connection, run, new DatasetLedger(), lineage, folder.resolve("scratch"));
        List<String> conflicts = new ArrayList<>();
        var encoder = new RowEncoder(table, mapping);
        String counts;
        try (var load =
                new DatasetLoad(
                        context, table, way, (from, span) -> conflicts.add(from + " " + span))) {
            delivery.rows().forEach(row -> load.accept(source, encoder.encode(row)));
            load.compareRest(() -> {});
            var counter = load.counter(List.of(source));
            counts =
                    "%d new %d changed %d same %d twice %d conflicts %d absent"
                            .formatted(
                                    counter.created(),
                                    counter.changed(),
                                    counter.same(),
                                    counter.duplicates(),
                                    counter.conflicts(),
                                    load.absent());
            load.merge(delivery.absence());
        }
        assertThat(folder.resolve("scratch")).doesNotExist();
        List<String> result = new ArrayList<>(conflicts.stream().sorted().toList());
        result.add(counts);
        return result;
    }

    private static List<String> texts(Connection connection, String sql) {
        return Sql.list(connection, sql, row -> row.getString(1));
    }
}
