package org.cairn.collect.load;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.collect.load.DatasetLoad.Absence;
import org.cairn.collect.load.DatasetLoad.RowSource;
import org.cairn.collect.load.DatasetTables.Before;
import org.cairn.collect.load.EncodedRow.EncodedChild;
import org.cairn.collect.load.KeyIndex.Comparison;
import org.cairn.collect.load.TargetTable.ChildTable;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.postgres.copy.CopyIn;
import org.cairn.postgres.copy.TupleBuffer;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.jspecify.annotations.Nullable;

/// Takes the rows that differ into the database and merges them.
///
/// The first load of a dataset goes straight into its table, whose indexes are made afterwards;
/// later loads go into a temporary table (no WAL) and from there by one UPDATE and one INSERT. A
/// connection can run one COPY at a time, so rows of children, lineage blocks and keys of absent
/// rows are gathered up to a bound and written whenever the COPY of the rows is paused.
///
/// Confined to one thread and one transaction.
final class Staging implements AutoCloseable {
    private static final int GATHER_BYTES = 8 << 20;
    private static final int ROWS_BETWEEN_PAUSES = 1_000_000;
    private static final String STAGE = "pg_temp.cairn_stage";
    private static final String GONE = "pg_temp.cairn_gone";

    private final Connection connection;
    private final RunNumber run;
    private final DatasetLedger datasets;
    private final LineageLedger lineage;
    private final TargetTable table;
    private final DatasetTables.Ids ids;
    private final DatasetTables tables;
    private final LineageRecorder rows;
    private final List<LineageRecorder> childRows = new ArrayList<>();
    private final List<ByteArrayOutputStream> childTuples = new ArrayList<>();
    private final TupleBuffer goneKeys = new TupleBuffer();
    private @Nullable CopyIn copy;
    private long sincePause;
    private long changed;
    private long created;
    private boolean anyGone;
    private @Nullable RowSource source;

    Staging(
            DatasetLoad.Context context,
            TargetTable table,
            DatasetTables.Ids ids,
            DatasetTables tables) {
        this.connection = context.connection();
        this.run = context.run();
        this.datasets = context.datasets();
        this.lineage = context.lineage();
        this.table = table;
        this.ids = ids;
        this.tables = tables;
        this.rows = recorder(ids.main());
        for (int child : ids.children()) {
            LineageRecorder recorder = recorder(child);
            childRows.add(recorder);
            childTuples.add(new ByteArrayOutputStream());
        }
        if (direct()) {
            emptyChildren();
        } else {
            createStage("cairn_stage", table.name(), ", _change boolean NOT NULL");
            for (int i = 0; i < table.children().size(); i++) {
                createStage("cairn_stage_" + i, table.children().get(i).name(), "");
            }
        }
        // An earlier dataset of a run that will be held was staged and never merged.
        Sql.execute(connection, "DROP TABLE IF EXISTS " + GONE);
        Sql.execute(connection, "CREATE TEMP TABLE cairn_gone (_key uuid) ON COMMIT DROP");
    }

    /// Whose rows are new has no children yet, whatever a dropped table may have left behind.
    private void emptyChildren() {
        for (int i = 0; i < table.children().size(); i++) {
            if (ids.childrenBefore().get(i) == Before.PRESENT) {
                String child = DatasetTables.quoted(table.children().get(i).name());
                Sql.execute(connection, "DELETE FROM " + child);
            }
        }
    }

    private void createStage(String name, DatasetName like, String more) {
        Sql.execute(connection, "DROP TABLE IF EXISTS pg_temp." + name);
        Sql.execute(
                connection,
                "CREATE TEMP TABLE %s (LIKE %s%s) ON COMMIT DROP"
                        .formatted(name, DatasetTables.quoted(like), more));
    }

    private LineageRecorder recorder(int datasetId) {
        return new LineageRecorder(datasetId, run, datasets.nextRid(connection, datasetId));
    }

    private boolean direct() {
        return ids.before() == Before.ABSENT;
    }

    /// Takes a new or changed row.
    void put(RowSource from, EncodedRow row, Comparison comparison) {
        if (!from.equals(source)) {
            source = from;
            rows.from(from.documentNo(), from.mappingNo());
            childRows.forEach(child -> child.from(from.documentNo(), from.mappingNo()));
        }
        byte[] tuple = row.tuple();
        RowEncoder.patchRid(tuple, rows.next(row.span(), row.strategy()));
        if (direct()) {
            open().write(tuple, 0, tuple.length - RowEncoder.MARK_BYTES);
        } else {
            RowEncoder.mark(tuple, comparison);
            open().write(tuple, 0, tuple.length);
        }
        if (comparison == Comparison.CHANGED) {
            changed++;
        } else {
            created++;
        }
        putChildren(row);
        if (++sincePause >= ROWS_BETWEEN_PAUSES) {
            pause();
        }
    }

    private void putChildren(EncodedRow row) {
        for (int i = 0; i < row.children().size(); i++) {
            for (EncodedChild child : row.children().get(i)) {
                RowEncoder.patchRid(
                        child.tuple(), childRows.get(i).next(child.span(), row.strategy()));
                childTuples.get(i).writeBytes(child.tuple());
            }
            if (childTuples.get(i).size() > GATHER_BYTES) {
                pause();
            }
        }
    }

    /// Takes the key of a row that the run did not bring.
    void absent(long keyHigh, long keyLow) {
        goneKeys.begin(1).uuid(keyHigh, keyLow);
        anyGone = true;
        if (goneKeys.length() > GATHER_BYTES) {
            pause();
        }
    }

    private CopyIn open() {
        if (copy == null) {
            List<String> columns = new ArrayList<>(table.copyColumns());
            if (!direct()) {
                columns.add("_change");
            }
            String target = direct() ? DatasetTables.quoted(table.name()) : STAGE;
            copy = CopyIn.begin(connection, target, columns);
        }
        return copy;
    }

    /// Ends the COPY of the rows and writes what was gathered beside it.
    void pause() {
        if (copy != null) {
            copy.finish();
            copy = null;
        }
        sincePause = 0;
        for (int i = 0; i < childTuples.size(); i++) {
            ChildTable child = table.children().get(i);
            copyAll(
                    direct() ? DatasetTables.quoted(child.name()) : childStage(i),
                    table.copyColumns(child),
                    childTuples.get(i).toByteArray());
            childTuples.get(i).reset();
        }
        copyAll(GONE, List.of(TargetTable.KEY), Arrays.copyOf(goneKeys.array(), goneKeys.length()));
        goneKeys.reset();
        Stream.concat(Stream.of(rows), childRows.stream())
                .flatMap(recorder -> recorder.takeFull().stream())
                .forEach(block -> lineage.addBlock(connection, block));
    }

    private static String childStage(int child) {
        return STAGE + "_" + child;
    }

    private void copyAll(String target, List<String> columns, byte[] tuples) {
        if (tuples.length > 0) {
            try (CopyIn in = CopyIn.begin(connection, target, columns)) {
                in.write(tuples, 0, tuples.length);
                in.finish();
            }
        }
    }

    /// Merges what was staged and writes the lineage of it.
    void merge(Absence absence) {
        pause();
        Stream.concat(Stream.of(rows), childRows.stream())
                .flatMap(recorder -> recorder.takeAll().stream())
                .forEach(block -> lineage.addBlock(connection, block));
        datasets.useRidsBelow(connection, ids.main(), rows.nextRid());
        for (int i = 0; i < childRows.size(); i++) {
            datasets.useRidsBelow(connection, ids.children().get(i), childRows.get(i).nextRid());
        }
        if (!direct()) {
            mergeStage();
        }
        if (absence == Absence.WITHDRAW && anyGone) {
            withdraw();
        }
        tables.index(table, ids.before());
        Sql.execute(connection, "DROP TABLE " + GONE);
        if (!direct()) {
            Sql.execute(connection, "DROP TABLE " + STAGE);
            for (int i = 0; i < table.children().size(); i++) {
                Sql.execute(connection, "DROP TABLE " + childStage(i));
            }
        }
    }

    private void mergeStage() {
        if (changed + created > 0) {
            Sql.execute(connection, "ANALYZE " + STAGE);
            removeChildren();
        }
        if (changed > 0) {
            update();
        }
        if (created > 0) {
            insert(table.name(), table.copyColumns(), STAGE + " WHERE NOT _change");
        }
        for (int i = 0; i < table.children().size(); i++) {
            ChildTable child = table.children().get(i);
            insert(child.name(), table.copyColumns(child), childStage(i));
        }
    }

    private void insert(DatasetName target, List<String> columnNames, String from) {
        String columns = DatasetTables.quotedList(columnNames);
        Sql.execute(
                connection,
                "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY _rid"
                        .formatted(DatasetTables.quoted(target), columns, columns, from));
    }

    /// Children of a changed row are replaced whole. A new row has some when somebody removed its
    /// former self by hand.
    private void removeChildren() {
        for (ChildTable child : table.children()) {
            Sql.update(
                    connection,
                    """
                    DELETE FROM %s child USING %s stage
                     WHERE child._parent = stage._key
                    """
                            .formatted(DatasetTables.quoted(child.name()), STAGE));
        }
    }

    private void update() {
        String assignments =
                table.copyColumns().stream()
                        .map(Identifiers::quote)
                        .map(column -> column + " = stage." + column)
                        .collect(Collectors.joining(", "));
        List<String> key =
                table.simpleKey().isEmpty() ? List.of(TargetTable.KEY) : table.simpleKey();
        String match =
                key.stream()
                        .map(Identifiers::quote)
                        .map(column -> "target." + column + " = stage." + column)
                        .collect(Collectors.joining(" AND "));
        Sql.execute(
                connection,
                "UPDATE %s target SET %s, _withdrawn = NULL FROM %s stage WHERE stage._change AND %s"
                        .formatted(DatasetTables.quoted(table.name()), assignments, STAGE, match));
    }

    private void withdraw() {
        Sql.execute(connection, "ANALYZE " + GONE);
        Sql.update(
                connection,
                "UPDATE %s target SET _withdrawn = ? FROM %s gone WHERE target._key = gone._key"
                        .formatted(DatasetTables.quoted(table.name()), GONE),
                run.value());
    }

    @Override
    public void close() {
        if (copy != null) {
            copy.close();
            copy = null;
        }
    }
}
