package org.cairn.ledger.dataset;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.JsonText;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerProblems;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;

/// The list of datasets and their row ids.
public final class DatasetLedger {
    /// First key of the advisory locks that make a run the one writer of a dataset.
    private static final int WRITER_LOCK = 0xCA2;

    private static final String SELECT =
            """
            SELECT dataset_id, schema_name, table_name, parent_id, field,
                   ARRAY(SELECT jsonb_array_length(k)
                           FROM jsonb_array_elements(key_fields) WITH ORDINALITY AS l (k, no)
                          ORDER BY no) AS key_lengths,
                   ARRAY(SELECT name
                           FROM jsonb_array_elements(key_fields) WITH ORDINALITY AS l (k, no),
                                jsonb_array_elements_text(k) WITH ORDINALITY AS n (name, place)
                          ORDER BY no, place) AS key_names
              FROM cairn.dataset
            """;

    /// Makes this connection the only writer of a dataset until it is closed.
    ///
    /// Problems: `dataset-busy`.
    public void becomeWriter(Connection connection, String schema, String table) {
        boolean granted =
                Sql.load(
                        connection,
                        "SELECT pg_try_advisory_lock(?, hashtext(?))",
                        row -> row.getBoolean(1),
                        WRITER_LOCK,
                        schema + "." + table);
        if (!granted) {
            throw LedgerProblems.DATASET_BUSY
                    .says("dataset '%s' is being written by another run", table)
                    .what("a dataset has one writer at a time")
                    .kept("nothing was changed by this run")
                    .remedy("Run again when the other run has ended; `cairn run ls` shows it.")
                    .with("dataset", schema + "." + table)
                    .asException();
        }
    }

    public Optional<DatasetRecord> find(Connection connection, String schema, String table) {
        return Sql.find(
                connection,
                SELECT + " WHERE schema_name = ? AND table_name = ?",
                DatasetLedger::record,
                schema,
                table);
    }

    /// Finds a dataset by the name a person types: `table` (schema `public`) or `schema.table`.
    ///
    /// Problems: `dataset-unknown`, naming those there are.
    public DatasetRecord load(Connection connection, String name) {
        int dot = name.indexOf('.');
        String schema = dot < 0 ? "public" : name.substring(0, dot);
        return find(connection, schema, name.substring(dot + 1))
                .orElseThrow(() ->
                        LedgerProblems.DATASET_UNKNOWN
                                .says("there is no dataset '%s'", name)
                                .what("known are: %s", names(connection))
                                .kept("nothing was changed")
                                .remedy("Name one of them, or load it with `cairn run`.")
                                .with("dataset", name)
                                .asException());
    }

    /// Gives a dataset by its id, which some other row of the ledger names.
    public DatasetRecord load(Connection connection, int datasetId) {
        return Sql.load(
                connection, SELECT + " WHERE dataset_id = ?", DatasetLedger::record, datasetId);
    }

    public List<DatasetRecord> list(Connection connection) {
        return Sql.list(
                connection, SELECT + " ORDER BY schema_name, table_name", DatasetLedger::record);
    }

    /// Writes a dataset down, or updates what is known of its key, and gives its id.
    public int register(Connection connection, DatasetRecord dataset, RunNumber run) {
        return Sql.load(
                connection,
                """
                INSERT INTO cairn.dataset
                    (schema_name, table_name, parent_id, field, key_fields, created_run)
                VALUES (?, ?, ?, ?, ?::jsonb, ?)
                ON CONFLICT (schema_name, table_name) DO UPDATE
                   SET key_fields = EXCLUDED.key_fields
                RETURNING dataset_id
                """,
                row -> row.getInt(1),
                dataset.schema(),
                dataset.table(),
                dataset.parentId(),
                dataset.field(),
                keysJson(dataset.keys()),
                run.value());
    }

    /// The row id that the next row of a dataset gets.
    public long nextRid(Connection connection, int datasetId) {
        return Sql.load(
                connection,
                "SELECT next_rid FROM cairn.dataset WHERE dataset_id = ?",
                row -> row.getLong(1),
                datasetId);
    }

    public void useRidsBelow(Connection connection, int datasetId, long nextRid) {
        Sql.update(
                connection,
                "UPDATE cairn.dataset SET next_rid = ? WHERE dataset_id = ?",
                nextRid,
                datasetId);
    }

    private String names(Connection connection) {
        List<String> names = list(connection).stream().map(DatasetRecord::name).toList();
        return names.isEmpty() ? "none yet" : String.join(", ", names);
    }

    private static String keysJson(List<List<String>> keys) {
        List<String> lists = new ArrayList<>();
        for (List<String> key : keys) {
            lists.add("[" + String.join(",", key.stream().map(JsonText::quote).toList()) + "]");
        }
        return "[" + String.join(",", lists) + "]";
    }

    private static DatasetRecord record(ResultSet row) throws SQLException {
        int parent = row.getInt("parent_id");
        @Nullable Integer parentId = row.wasNull() ? null : parent;
        return new DatasetRecord(
                row.getInt("dataset_id"),
                row.getString("schema_name"),
                row.getString("table_name"),
                parentId,
                row.getString("field"),
                keys(row));
    }

    /// The names of all keys stand in one array, and how many belong to each in another.
    private static List<List<String>> keys(ResultSet row) throws SQLException {
        List<String> names = List.of((String[]) row.getArray("key_names").getArray());
        List<List<String>> keys = new ArrayList<>();
        int from = 0;
        for (Integer length : (Integer[]) row.getArray("key_lengths").getArray()) {
            keys.add(names.subList(from, from + length));
            from += length;
        }
        return keys;
    }
}
