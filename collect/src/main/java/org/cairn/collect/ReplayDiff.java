package org.cairn.collect;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.collect.Rehearsal.DatasetDiff;
import org.cairn.collect.Rehearsal.Sample;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.spec.PipelineSpec.DatasetName;

/// What a load changes in a dataset and its children, told by comparing the tables with what they
/// were. The comparing is done by the server, in the load's transaction; nothing of it stays.
final class ReplayDiff {
    /// Rows of each kind that are shown.
    private static final int SHOWN = 10;

    private static final int SHOWN_CHARACTERS = 200;
    private static final String OWN = "'{_rid,_key,_hash,_withdrawn,_parent}'::text[]";
    private static final String DIFF = "pg_temp.cairn_diff";

    private final Connection connection;
    private final DatasetName dataset;
    private final Map<String, String> before = new LinkedHashMap<>();

    /// Remembers the tables as they are.
    ///
    /// @param number tells several of one transaction apart
    ReplayDiff(Connection connection, DatasetName dataset, int number) {
        this.connection = connection;
        this.dataset = dataset;
        for (DatasetRecord table : tables()) {
            String copy = "cairn_before_%d_%d".formatted(number, before.size());
            Sql.execute(
                    connection,
                    "CREATE TEMP TABLE %s ON COMMIT DROP AS TABLE %s"
                            .formatted(copy, quoted(table)));
            before.put(table.name(), "pg_temp." + copy);
        }
    }

    private List<DatasetRecord> tables() {
        List<DatasetRecord> all = new DatasetLedger().list(connection);
        List<DatasetRecord> ours = new ArrayList<>();
        for (DatasetRecord main : all) {
            if (main.name().equals(dataset.toString())) {
                ours.add(main);
                all.stream()
                        .filter(child ->
                                child.parentId() != null && child.parentId() == main.datasetId())
                        .forEach(ours::add);
            }
        }
        return ours.stream().filter(this::isThere).toList();
    }

    private boolean isThere(DatasetRecord table) {
        return Sql.load(
                connection,
                "SELECT to_regclass(?) IS NOT NULL",
                row -> row.getBoolean(1),
                quoted(table));
    }

    /// What is otherwise now, by table.
    List<DatasetDiff> now() {
        return tables().stream().map(this::diff).toList();
    }

    private DatasetDiff diff(DatasetRecord table) {
        Sql.execute(connection, "DROP TABLE IF EXISTS " + DIFF);
        String was = before.get(table.name());
        String live = table.isChild() ? "" : " WHERE _withdrawn IS NULL";
        Sql.execute(
                connection,
                """
                CREATE TEMP TABLE cairn_diff ON COMMIT DROP AS
                SELECT CASE WHEN b._rid IS NULL THEN 'added' WHEN a._rid IS NULL THEN 'gone'
                            ELSE 'changed' END AS kind,
                       %1$s AS key, to_jsonb(b) - %2$s AS was, to_jsonb(a) - %2$s AS now
                  FROM (SELECT * FROM %3$s%5$s) a
                  FULL JOIN (SELECT * FROM %4$s) b ON %6$s
                 WHERE a._rid IS NULL OR b._rid IS NULL
                    OR (a._rid <> b._rid AND to_jsonb(a) - %2$s <> to_jsonb(b) - %2$s)
                """
                        .formatted(
                                key(table),
                                OWN,
                                quoted(table),
                                was == null ? quoted(table) + " WHERE false" : was + live,
                                live,
                                table.isChild()
                                        ? "a._parent = b._parent AND a.ordinal = b.ordinal"
                                        : "a._key = b._key"));
        Map<String, Long> kinds =
                counts("SELECT kind, count(*) FROM " + DIFF + " GROUP BY 1 ORDER BY 1");
        return new DatasetDiff(
                table.name(),
                kinds.getOrDefault("added", 0L),
                kinds.getOrDefault("changed", 0L),
                kinds.getOrDefault("gone", 0L),
                counts(
                        """
                        SELECT column_name, count(*) FROM pg_temp.cairn_diff,
                               LATERAL (SELECT key AS column_name
                                          FROM jsonb_each(now) n FULL JOIN jsonb_each(was) w
                                         USING (key) WHERE n.value IS DISTINCT FROM w.value) AS one
                         WHERE kind = 'changed' GROUP BY 1 ORDER BY 2 DESC, 1
                        """),
                samples());
    }

    private Map<String, Long> counts(String sql) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Sql.list(connection, sql, row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    private List<Sample> samples() {
        return Sql.list(
                connection,
                """
                SELECT kind, d.key, one.column_name, left(one.was, %2$d), left(one.now, %2$d)
                  FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY key) AS place
                          FROM pg_temp.cairn_diff) d
                  LEFT JOIN LATERAL (
                       SELECT key AS column_name, w.value::text AS was, n.value::text AS now
                         FROM jsonb_each(d.now) n FULL JOIN jsonb_each(d.was) w USING (key)
                        WHERE d.kind = 'changed' AND n.value IS DISTINCT FROM w.value) AS one ON true
                 WHERE place <= %1$d
                 ORDER BY kind, place, 3
                """
                        .formatted(SHOWN, SHOWN_CHARACTERS),
                row ->
                        new Sample(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)));
    }

    /// SQL that writes a row's key as a person types it; values with a comma are for reading only.
    private static String key(DatasetRecord table) {
        String own =
                table.isChild()
                        ? "coalesce(a._parent, b._parent)::text"
                        : "coalesce(a._key, b._key)::text";
        Stream<String> keys =
                table.keys().stream()
                        .map(key ->
                                key.stream()
                                        .map(ReplayDiff::value)
                                        .collect(Collectors.joining(" || ',' || ")));
        String either =
                Stream.concat(keys, Stream.of(own))
                        .collect(Collectors.joining(", ", "coalesce(", ")"));
        return table.isChild()
                ? either + " || ',' || coalesce(a.ordinal, b.ordinal)::text"
                : either;
    }

    private static String value(String column) {
        String name = "'" + column.replace("'", "''") + "'";
        return "coalesce(to_jsonb(a) ->> %1$s, to_jsonb(b) ->> %1$s)".formatted(name);
    }

    private static String quoted(DatasetRecord table) {
        return Identifiers.quoteTable(table.schema(), table.table());
    }
}
