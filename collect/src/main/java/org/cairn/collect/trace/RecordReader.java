package org.cairn.collect.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cairn.collect.validate.TypeReader;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.spec.FieldSpec.FieldType;

/// Finds rows of datasets by their keys.
public final class RecordReader {
    private static final Set<String> OWN = Set.of("_rid", "_key", "_hash", "_withdrawn", "_parent");

    private final DatasetLedger datasets = new DatasetLedger();

    /// Problems: `dataset-unknown`, `record-unknown`.
    public StoredRecord load(Connection connection, String datasetName, RecordKey key) {
        DatasetRecord dataset = datasets.load(connection, datasetName);
        Map<String, String> types = columnTypes(connection, dataset);
        for (List<String> columns : keyColumns(dataset)) {
            if (columns.size() == key.values().size()) {
                Optional<StoredRecord> found = find(connection, dataset, key, columns, types);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw unknown(dataset, key);
    }

    /// The rows of the child datasets that belong to a record, by child dataset.
    public Map<String, List<String>> children(Connection connection, StoredRecord record) {
        Map<String, List<String>> children = new LinkedHashMap<>();
        for (DatasetRecord child : datasets.list(connection)) {
            Integer parent = child.parentId();
            if (parent != null && parent == record.dataset().datasetId()) {
                children.put(
                        child.name(),
                        Sql.list(
                                connection,
                                """
                                SELECT (to_jsonb(c.*) - '_rid' - '_parent')::text
                                  FROM %s c WHERE _parent = ? ORDER BY ordinal
                                """
                                        .formatted(table(child)),
                                row -> row.getString(1),
                                record.keyHash()));
            }
        }
        return children;
    }

    private static List<List<String>> keyColumns(DatasetRecord dataset) {
        if (dataset.keys().isEmpty()) {
            return List.of(dataset.isChild() ? List.of("_parent", "ordinal") : List.of("_key"));
        }
        if (!dataset.isChild()) {
            return dataset.keys();
        }
        return dataset.keys().stream()
                .map(key -> {
                    List<String> withOrdinal = new ArrayList<>(key);
                    withOrdinal.add("ordinal");
                    return withOrdinal;
                })
                .map(List::copyOf)
                .toList();
    }

    private static Map<String, String> columnTypes(Connection connection, DatasetRecord dataset) {
        Map<String, String> types = new LinkedHashMap<>();
        Sql.list(
                        connection,
                        """
                        SELECT attname, format_type(atttypid, atttypmod)
                          FROM pg_attribute
                         WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
                         ORDER BY attnum
                        """,
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        table(dataset))
                .forEach(column -> types.put(column.getKey(), column.getValue()));
        return types;
    }

    private Optional<StoredRecord> find(
            Connection connection,
            DatasetRecord dataset,
            RecordKey key,
            List<String> columns,
            Map<String, String> types) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = types.getOrDefault(columns.get(i), "text");
            if (!readable(key.values().get(i), type)) {
                return Optional.empty();
            }
            conditions.add(Identifiers.quote(columns.get(i)) + " = ?::" + type);
        }
        String selected =
                types.keySet().stream()
                        .map(column -> "to_jsonb(%s)::text".formatted(Identifiers.quote(column)))
                        .collect(Collectors.joining(", "));
        return Sql.find(
                connection,
                "SELECT _rid, %s, %s, %s FROM %s WHERE %s LIMIT 1"
                        .formatted(
                                dataset.isChild() ? "NULL::bigint" : "_withdrawn",
                                dataset.isChild() ? "_parent" : "_key",
                                selected,
                                table(dataset),
                                String.join(" AND ", conditions)),
                row -> record(row, dataset, key, List.copyOf(types.keySet())),
                key.values().toArray());
    }

    /// A text that is not of the key's type names no row; a failed cast would say so less kindly.
    private static boolean readable(String value, String type) {
        String shortName = type.equals("timestamp with time zone") ? "timestamptz" : type;
        for (FieldType known : FieldType.values()) {
            if (known.sqlName().equals(shortName)) {
                return known == FieldType.JSON || TypeReader.read(known, value) != null;
            }
        }
        return false;
    }

    private static StoredRecord record(
            ResultSet row, DatasetRecord dataset, RecordKey key, List<String> names)
            throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!OWN.contains(names.get(i))) {
                String value = row.getString(i + 4);
                columns.put(names.get(i), value == null ? "null" : value);
            }
        }
        long withdrawn = row.getLong(2);
        RunNumber withdrawnBy = row.wasNull() ? null : new RunNumber(withdrawn);
        return new StoredRecord(
                dataset, key, row.getLong(1), row.getObject(3, UUID.class), columns, withdrawnBy);
    }

    private static String table(DatasetRecord dataset) {
        return Identifiers.quoteTable(dataset.schema(), dataset.table());
    }

    private static ProblemException unknown(DatasetRecord dataset, RecordKey key) {
        return TraceProblems.RECORD_UNKNOWN
                .says("dataset '%s' has no record '%s'", dataset.name(), key)
                .what(
                        "its key is %s",
                        keyColumns(dataset).stream()
                                .map(columns -> String.join(",", columns))
                                .collect(Collectors.joining(" or ")))
                .kept("nothing was changed")
                .remedy("Give the key's values joined by ',' in that order.")
                .with("dataset", dataset.name())
                .with("key", key.toString())
                .asException();
    }
}
