package org.cairn.app;

import java.util.List;
import java.util.Map;
import org.cairn.collect.trace.RecordKey;
import org.cairn.collect.trace.RecordReader;
import org.cairn.collect.trace.StoredRecord;
import org.cairn.collect.trace.Trace;
import org.cairn.collect.trace.ValueTracer;
import org.cairn.postgres.Database;

/// Shows a record and says where its values come from.
public final class TraceValue {
    private final Database database;
    private final ValueTracer tracer;
    private final RecordReader records;

    TraceValue(Database database, ValueTracer tracer, RecordReader records) {
        this.database = database;
        this.tracer = tracer;
        this.records = records;
    }

    /// Problems: those of [ValueTracer#trace].
    public Trace trace(String dataset, String key, String column) {
        return ReadLedger.with(
                database,
                connection -> tracer.trace(connection, dataset, RecordKey.parse(key), column));
    }

    /// A record with its children.
    ///
    /// @param children rows as JSON text, by child dataset
    public record Shown(StoredRecord record, Map<String, List<String>> children) {}

    /// Problems: `dataset-unknown`, `record-unknown`.
    public Shown show(String dataset, String key) {
        return ReadLedger.with(
                database,
                connection -> {
                    StoredRecord record = records.load(connection, dataset, RecordKey.parse(key));
                    return new Shown(record, records.children(connection, record));
                });
    }
}
