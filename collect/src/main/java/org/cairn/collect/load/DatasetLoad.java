package org.cairn.collect.load;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.collect.load.DatasetTables.Before;
import org.cairn.collect.load.KeyIndex.Comparison;
import org.cairn.collect.load.KeyIndex.Standing;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.postgres.Sql;
import org.cairn.postgres.copy.CopyOut;

/// The load of one dataset in one run: compares each record with what the dataset holds, stages
/// only differences, and merges them in one statement each.
///
/// Two ways to compare, with one result. *In memory*: the keys and content hashes of all rows are
/// held in a [KeyIndex] and records are staged as they come. *In parts*: when there are too many
/// rows, records are first written to files by key hash, and each part is compared alone (a hash
/// join by partitions: Kitsuregawa, Tanaka, Moto-oka, 1983). Memory is bounded either way.
///
/// Confined to one thread and one transaction.
public final class DatasetLoad implements AutoCloseable {
    /// More rows than this are compared in parts: 4 M slots of 25 bytes, twice while growing.
    private static final long MEMORY_ROWS = 3_000_000;

    private final Connection connection;
    private final TargetTable table;
    private final Staging staging;
    private final ConflictSink conflicts;
    private final Map<RowSource, LoadCounter> counters = new HashMap<>();
    private long absent;
    private final KeyIndex index;
    private final SpillFiles spill;
    private final Replaceable replaceable;

    /// How the records of a run are compared with those of the dataset.
    public enum Way {
        IN_MEMORY,
        IN_PARTS
    }

    /// Takes records whose key another record of the run had before.
    @FunctionalInterface
    public interface ConflictSink {
        void conflict(RowSource source, ByteSpan span);
    }

    /// Where rows come from.
    public record RowSource(long documentNo, int mappingNo) {}

    /// Everything a load needs from the run it belongs to.
    ///
    /// @param scratch a folder for files of this run, removed when it ends
    /// @param replaceable which rows it may replace
    public record Context(
            Connection connection,
            RunNumber run,
            DatasetLedger datasets,
            LineageLedger lineage,
            Path scratch,
            Replaceable replaceable) {
        public Context(
                Connection connection,
                RunNumber run,
                DatasetLedger datasets,
                LineageLedger lineage,
                Path scratch) {
            this(connection, run, datasets, lineage, scratch, new Replaceable.Any());
        }
    }

    /// The rows that a load may replace. Another one whose key a record has makes that record a
    /// conflict.
    public sealed interface Replaceable {
        /// Those of any document: the load is newer than all of them.
        record Any() implements Replaceable {}

        /// Those that came from these documents, or earlier from their addresses; of none, only
        /// rows that are withdrawn.
        record Of(Set<Long> documentNos) implements Replaceable {}
    }

    /// Makes the tables be there and learns what they hold.
    ///
    /// Problems: those of the tables and the database.
    public DatasetLoad(Context context, TargetTable table, Way way, ConflictSink conflicts) {
        this.connection = context.connection();
        this.table = table;
        this.conflicts = conflicts;
        this.replaceable = context.replaceable();
        var tables = new DatasetTables(connection, context.datasets(), context.run());
        DatasetTables.Ids ids = tables.prepare(table);
        this.staging = new Staging(context, table, ids, tables);
        this.spill = new SpillFiles(context.scratch(), table.children().size());
        long rows = ids.before() == Before.ABSENT ? 0 : rows();
        boolean fits = way == Way.IN_MEMORY && rows <= MEMORY_ROWS;
        this.index = new KeyIndex(fits ? rows : 0);
        if (!fits) {
            spill.open();
        }
        if (rows > 0) {
            readStored(ids, fits ? index::add : spill::addStored);
        }
    }

    private long rows() {
        return Sql.load(
                connection,
                "SELECT count(*) FROM " + DatasetTables.quoted(table.name()),
                row -> row.getLong(1));
    }

    /// Takes one row of the dataset as it stands.
    interface StoredSink {
        void stored(long keyHigh, long keyLow, long contentHash, Standing standing);
    }

    private void readStored(DatasetTables.Ids ids, StoredSink sink) {
        // Rows whose children are lost are none that can be left alone: no hash is theirs.
        long spoil = ids.lacksChildren() ? -1 : 0;
        CopyOut.read(
                connection,
                "compare with " + table.name(),
                "SELECT _key, _hash, _withdrawn IS NOT NULL, %s FROM %s"
                        .formatted(isTaken(ids.main()), DatasetTables.quoted(table.name())),
                tuple ->
                        sink.stored(
                                tuple.uuidHigh(0),
                                tuple.uuidLow(0),
                                tuple.int8(1) ^ spoil,
                                standing(tuple.bool(2), tuple.bool(3))));
    }

    private static Standing standing(boolean withdrawn, boolean taken) {
        if (withdrawn) {
            return Standing.WITHDRAWN;
        }
        return taken ? Standing.TAKEN : Standing.STORED;
    }

    /// SQL that says of a row whether this load must leave it. The ranges of row ids are looked up
    /// once, and each row in them by halving.
    private String isTaken(int datasetId) {
        return switch (replaceable) {
            case Replaceable.Any() -> "false";
            case Replaceable.Of(var documents) when documents.isEmpty() -> "true";
            case Replaceable.Of(var documents) ->
                    """
                    NOT coalesce(_rid <@ (
                        SELECT range_agg(int8range(b.first_rid, b.first_rid + b.row_count))
                          FROM cairn.lineage_block b
                          JOIN cairn.document d USING (document_no)
                         WHERE b.dataset_id = %d AND EXISTS (
                               SELECT FROM cairn.document s
                                WHERE s.document_no IN (%s) AND s.source = d.source
                                  AND s.url = d.url AND d.document_no <= s.document_no)), false)
                    """
                            .formatted(
                                    datasetId,
                                    documents.stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", ")));
        };
    }

    /// Takes one accepted record.
    ///
    /// @throws MemoryFullException when there are more than memory holds; the load is then to be
    ///   begun again [Way#IN_PARTS]
    public void accept(RowSource source, EncodedRow row) {
        if (spill.isOpen()) {
            spill.add(source, row);
        } else {
            stage(index, source, row);
        }
    }

    private void stage(KeyIndex keys, RowSource source, EncodedRow row) {
        Comparison comparison = keys.compare(row.keyHigh(), row.keyLow(), row.contentHash());
        counters.computeIfAbsent(source, _ -> new LoadCounter()).count(comparison);
        switch (comparison) {
            case NEW, CHANGED -> staging.put(source, row, comparison);
            case CONFLICT -> conflicts.conflict(source, row.span());
            case SAME, DUPLICATE -> {}
        }
    }

    /// Compares what was put aside, so that the counts are complete.
    ///
    /// Nothing is merged yet.
    ///
    /// @param between called after each record, so that what it gave the conflict sink stays small
    public void compareRest(Runnable between) {
        if (spill.isOpen()) {
            for (int part = 0; part < SpillFiles.PARTS; part++) {
                KeyIndex keys = spill.storedKeys(part);
                spill.forEach(
                        part,
                        (source, row) -> {
                            stage(keys, source, row);
                            between.run();
                        });
                gone(keys);
            }
        } else {
            gone(index);
        }
    }

    /// What became of the records that came from some documents; complete after [#compareRest].
    public LoadCounter counter(Collection<RowSource> sources) {
        var sum = new LoadCounter();
        sources.stream().map(counters::get).filter(Objects::nonNull).forEach(sum::add);
        return sum;
    }

    /// Rows of the dataset that the run did not bring; complete after [#compareRest].
    public long absent() {
        return absent;
    }

    /// Makes the connection free for other statements; the next record goes on.
    public void pause() {
        staging.pause();
    }

    private void gone(KeyIndex keys) {
        keys.forEachUnseen((high, low) -> {
            absent++;
            staging.absent(high, low);
        });
    }

    /// Merges the differences into the dataset.
    public void merge(Absence absence) {
        staging.merge(absence);
    }

    /// What happens to rows that the run did not bring.
    public enum Absence {
        KEEP,
        WITHDRAW
    }

    /// What became of the records of a load.
    public static final class LoadCounter {
        private long created;
        private long changed;
        private long same;
        private long duplicates;
        private long conflicts;

        private void count(Comparison comparison) {
            switch (comparison) {
                case NEW -> created++;
                case CHANGED -> changed++;
                case SAME -> same++;
                case DUPLICATE -> duplicates++;
                case CONFLICT -> conflicts++;
            }
        }

        private void add(LoadCounter other) {
            created += other.created;
            changed += other.changed;
            same += other.same;
            duplicates += other.duplicates;
            conflicts += other.conflicts;
        }

        public long created() {
            return created;
        }

        public long changed() {
            return changed;
        }

        public long same() {
            return same;
        }

        public long duplicates() {
            return duplicates;
        }

        /// Records whose key another record had before them.
        public long conflicts() {
            return conflicts;
        }
    }

    @Override
    public void close() {
        staging.close();
        spill.close();
    }
}
