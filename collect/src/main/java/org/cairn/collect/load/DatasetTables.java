package org.cairn.collect.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cairn.collect.load.TargetTable.ChildTable;
import org.cairn.collect.map.Column;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.jspecify.annotations.Nullable;

/// Creates a dataset's tables and lets them grow: columns are added, never dropped or retyped.
///
/// Works inside the load transaction, so that a failed first load leaves no table.
final class DatasetTables {
    private static final int SCHEMA_LOCK = 0xCA4;

    /// PostgreSQL's own limit is 1600 columns; ours leaves room for the system columns.
    private static final int MAX_COLUMNS = 1590;

    private final Connection connection;
    private final DatasetLedger datasets;
    private final RunNumber run;

    DatasetTables(Connection connection, DatasetLedger datasets, RunNumber run) {
        this.connection = connection;
        this.datasets = datasets;
        this.run = run;
    }

    /// What was there before.
    enum Before {
        /// The table was made now; its indexes are to be made after the rows are in.
        ABSENT,
        PRESENT
    }

    /// A dataset's ids in the ledger.
    ///
    /// @param childrenBefore one for each child table
    record Ids(int main, List<Integer> children, Before before, List<Before> childrenBefore) {
        /// Whether a child table had to be made again for rows that are there: then no row is what
        /// it was.
        boolean lacksChildren() {
            return before == Before.PRESENT && childrenBefore.contains(Before.ABSENT);
        }
    }

    /// One at a time: two that make the same schema at once would both find that it is not there.
    private void makeSchema(String schema) {
        boolean there =
                Sql.load(
                        connection,
                        "SELECT to_regnamespace(?) IS NOT NULL",
                        row -> row.getBoolean(1),
                        Identifiers.quote(schema));
        if (!there) {
            Sql.load(connection, "SELECT pg_advisory_xact_lock(?, 0)", row -> true, SCHEMA_LOCK);
            Sql.execute(connection, "CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(schema));
        }
    }

    /// Makes the tables be there with all columns.
    ///
    /// Problems: `too-many-columns`, `table-not-ours`, `dataset-shape-changed`,
    /// `dataset-key-changed`.
    Ids prepare(TargetTable table) {
        checkNames(table);
        makeSchema(table.name().schema());
        Before before = prepare(table.name(), mainColumns(table), table.keyNames());
        int main = datasets.register(connection, record(table, null, null), run);
        List<Integer> children = new ArrayList<>();
        List<Before> childrenBefore = new ArrayList<>();
        for (ChildTable child : table.children()) {
            Before childBefore =
                    prepare(child.name(), childColumns(table, child), table.keyNames());
            children.add(datasets.register(connection, record(table, child, main), run));
            childrenBefore.add(childBefore);
            if (childBefore == Before.ABSENT) {
                Sql.execute(
                        connection,
                        "CREATE UNIQUE INDEX %s ON %s (\"_parent\", \"ordinal\")"
                                .formatted(
                                        indexName(child.name(), List.of("parent")),
                                        quoted(child.name())));
            } else if (before == Before.ABSENT) {
                // Somebody dropped the table of their parents.
                Sql.execute(connection, "DELETE FROM " + quoted(child.name()));
            }
        }
        return new Ids(main, children, before, childrenBefore);
    }

    private DatasetRecord record(
            TargetTable table, @Nullable ChildTable child, @Nullable Integer parentId) {
        DatasetName name = child == null ? table.name() : child.name();
        return new DatasetRecord(
                0,
                name.schema(),
                name.table(),
                parentId,
                child == null ? null : child.field(),
                table.keyNames());
    }

    private Before prepare(DatasetName name, Map<String, String> wanted, List<List<String>> keys) {
        Map<String, String> present = columnsPresent(name);
        Optional<DatasetRecord> known = datasets.find(connection, name.schema(), name.table());
        if (present.isEmpty()) {
            create(name, wanted);
            return Before.ABSENT;
        }
        if (known.isEmpty()) {
            throw LoadProblems.TABLE_NOT_OURS
                    .says("table %s exists and is not Cairn's", name)
                    .what("a dataset of this name would be written into a table somebody else made")
                    .kept("the table is unchanged")
                    .remedy("Choose another dataset name in the pipeline, or rename the table.")
                    .with("table", name.toString())
                    .asException();
        }
        if (!known.get().keys().equals(keys)) {
            throw LoadProblems.DATASET_KEY_CHANGED
                    .says("the primary key of dataset %s was changed", name)
                    .what("it was %s and is declared as %s", known.get().keys(), keys)
                    .kept("the dataset is unchanged")
                    .remedy("Give the pipeline a new dataset name, or restore the old key.")
                    .with("dataset", name.toString())
                    .asException();
        }
        grow(name, present, wanted);
        return Before.PRESENT;
    }

    private void create(DatasetName name, Map<String, String> columns) {
        List<String> parts =
                columns.entrySet().stream()
                        .map(column -> Identifiers.quote(column.getKey()) + " " + column.getValue())
                        .toList();
        Sql.execute(
                connection,
                "CREATE TABLE %s (%s)".formatted(quoted(name), String.join(", ", parts)));
    }

    private void grow(DatasetName name, Map<String, String> present, Map<String, String> wanted) {
        for (var column : wanted.entrySet()) {
            String type = column.getValue().replace(" NOT NULL", "");
            String has = present.get(column.getKey());
            if (has == null) {
                Sql.execute(
                        connection,
                        "ALTER TABLE %s ADD COLUMN %s %s"
                                .formatted(quoted(name), Identifiers.quote(column.getKey()), type));
            } else if (!has.equals(type)) {
                throw LoadProblems.DATASET_SHAPE_CHANGED
                        .says("column %s of dataset %s has another type", column.getKey(), name)
                        .what("it is %s and is declared as %s", has, type)
                        .kept("the dataset is unchanged")
                        .remedy(
                                "Declare the field as the table has it, or give the field or the"
                                        + " dataset a new name.")
                        .with("dataset", name.toString())
                        .with("column", column.getKey())
                        .asException();
            }
        }
    }

    private Map<String, String> columnsPresent(DatasetName name) {
        Map<String, String> columns = new LinkedHashMap<>();
        Sql.list(
                        connection,
                        """
                        SELECT attname, replace(format_type(atttypid, atttypmod),
                                   'timestamp with time zone', 'timestamptz') AS type
                          FROM pg_attribute
                          JOIN pg_class ON pg_class.oid = attrelid
                          JOIN pg_namespace ON pg_namespace.oid = relnamespace
                         WHERE nspname = ? AND relname = ? AND attnum > 0 AND NOT attisdropped
                         ORDER BY attnum
                        """,
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        name.schema(),
                        name.table())
                .forEach(column -> columns.put(column.getKey(), column.getValue()));
        return columns;
    }

    /// Makes the indexes of a table whose first rows are in, or those newly declared.
    void index(TargetTable table, Before before) {
        Sql.execute(connection, "SET LOCAL maintenance_work_mem = '256MB'");
        if (before == Before.ABSENT) {
            String key =
                    table.simpleKey().isEmpty()
                            ? "ADD UNIQUE (\"_key\")"
                            : "ADD PRIMARY KEY (" + quotedList(table.simpleKey()) + ")";
            Sql.execute(connection, "ALTER TABLE " + quoted(table.name()) + " " + key);
        }
        for (var index : table.indexes()) {
            Sql.execute(
                    connection,
                    "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
                            .formatted(
                                    indexName(table.name(), index.columns()),
                                    quoted(table.name()),
                                    quotedList(index.columns())));
        }
    }

    private static String indexName(DatasetName name, List<String> columns) {
        String plain = name.table() + "_" + String.join("_", columns) + "_idx";
        if (plain.getBytes(StandardCharsets.UTF_8).length <= 63) {
            return Identifiers.quote(plain);
        }
        String hash = Sha256.of(plain.getBytes(StandardCharsets.UTF_8)).hex();
        return Identifiers.quote("cairn_" + hash.substring(0, 16) + "_idx");
    }

    private static Map<String, String> mainColumns(TargetTable table) {
        List<String> key = table.simpleKey();
        Map<String, String> columns = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            columns.put(
                    column.name(),
                    column.type().sqlName() + (key.contains(column.name()) ? " NOT NULL" : ""));
        }
        columns.put(TargetTable.RID, "bigint NOT NULL");
        columns.put(TargetTable.KEY, "uuid NOT NULL");
        columns.put(TargetTable.HASH, "bigint NOT NULL");
        columns.put(TargetTable.WITHDRAWN, "bigint");
        return columns;
    }

    private static Map<String, String> childColumns(TargetTable table, ChildTable child) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int key : child.keyColumns()) {
            Column column = table.columns().get(key);
            columns.put(column.name(), column.type().sqlName());
        }
        columns.put(TargetTable.ORDINAL, "bigint NOT NULL");
        for (Column column : child.columns()) {
            columns.put(column.name(), column.type().sqlName());
        }
        columns.put(TargetTable.RID, "bigint NOT NULL");
        columns.put(TargetTable.PARENT, "uuid NOT NULL");
        return columns;
    }

    private static void checkNames(TargetTable table) {
        if (table.columns().size() > MAX_COLUMNS) {
            throw LoadProblems.TOO_MANY_COLUMNS
                    .says("dataset %s would have %d columns", table.name(), table.columns().size())
                    .what("PostgreSQL holds at most %d in a table", MAX_COLUMNS)
                    .kept("nothing was loaded; the document is stored")
                    .remedy("List the fields you need under `fields` of the resource.")
                    .with("columns", table.columns().size())
                    .asException();
        }
        int expected = table.columns().size() + 4;
        if (mainColumns(table).size() != expected) {
            throw LoadProblems.COLUMN_NAMES_CLASH
                    .says("dataset %s has two columns of one name", table.name())
                    .what("names starting with '_' such as _rid, _key, _hash are Cairn's own")
                    .kept("nothing was loaded")
                    .remedy("Rename the field with `fields` of the resource or the pipeline.")
                    .asException();
        }
        for (ChildTable child : table.children()) {
            int wanted = child.keyColumns().size() + child.columns().size() + 3;
            if (childColumns(table, child).size() != wanted) {
                throw LoadProblems.COLUMN_NAMES_CLASH
                        .says("dataset %s has two columns of one name", child.name())
                        .what("a child has its parent's key columns and `ordinal` besides its own")
                        .kept("nothing was loaded")
                        .remedy("Rename the field of '%s'.", child.field())
                        .asException();
            }
        }
    }

    static String quotedList(List<String> names) {
        return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }

    static String quoted(DatasetName name) {
        return Identifiers.quoteTable(name.schema(), name.table());
    }
}
