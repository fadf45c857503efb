package org.cairn.ledger.run;

import java.sql.Connection;
import java.util.Optional;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.postgres.Sql;

/// How far incremental resources were read.
public final class CursorLedger {
    /// Whose cursor, and for what.
    ///
    /// @param resource that has the cursor
    /// @param reader that was loaded: the resource itself, or one below it in partitions
    public record Reading(String source, String resource, String reader, String dataset) {}

    /// A cursor as it was left.
    ///
    /// @param shape hash of the declaration it belongs to
    /// @param rows of the dataset when it was written
    public record Cursor(Sha256 shape, String value, long rows) {}

    public Optional<Cursor> find(Connection connection, Reading reading) {
        return Sql.find(
                connection,
                """
                SELECT shape, value, row_count FROM cairn.source_cursor
                 WHERE source = ? AND resource = ? AND reader = ? AND dataset = ?
                """,
                row ->
                        new Cursor(
                                Sha256.ofDigest(row.getBytes("shape")),
                                row.getString("value"),
                                row.getLong("row_count")),
                reading.source(),
                reading.resource(),
                reading.reader(),
                reading.dataset());
    }

    /// Part of whatever transaction is open.
    public void put(Connection connection, Reading reading, Cursor cursor, RunNumber run) {
        Sql.update(
                connection,
                """
                INSERT INTO cairn.source_cursor
                    (source, resource, reader, dataset, shape, value, row_count, run)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (source, resource, reader, dataset) DO UPDATE
                   SET shape = excluded.shape, value = excluded.value,
                       row_count = excluded.row_count, run = excluded.run
                """,
                reading.source(),
                reading.resource(),
                reading.reader(),
                reading.dataset(),
                cursor.shape().bytes(),
                cursor.value(),
                cursor.rows(),
                run.value());
    }
}
