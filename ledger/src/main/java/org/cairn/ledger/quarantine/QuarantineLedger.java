package org.cairn.ledger.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerProblems;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.jspecify.annotations.Nullable;

/// Records refused. A record with several violations has several rows with one span.
public final class QuarantineLedger {
    private static final String SELECT =
            """
            SELECT q.quarantine_no, q.run AS quarantine_run, q.source AS quarantine_source,
                   q.resource, q.dataset, q.span_offset, q.span_length, q.stage, q.code, q.field,
                   q.message, d.*
              FROM cairn.quarantine q JOIN cairn.document d USING (document_no)
            """;

    /// The last run that loaded each resource into each dataset and so into its children; what it
    /// refused is what is in quarantine now.
    private static final String CURRENT =
            """
            (SELECT p.source, p.resource, d.name, max(p.run)
               FROM cairn.run_dataset p
               JOIN cairn.run r USING (run)
              CROSS JOIN LATERAL (
                   SELECT p.dataset
                   UNION ALL
                   SELECT p.dataset || '_' || child.field
                     FROM cairn.dataset child
                     JOIN cairn.dataset main ON main.dataset_id = child.parent_id
                    WHERE p.dataset = CASE main.schema_name
                                      WHEN 'public' THEN main.table_name
                                      ELSE main.schema_name || '.' || main.table_name END
                   ) AS d (name)
              WHERE p.input_hash IS NOT NULL AND r.state = 'loaded'
              GROUP BY 1, 2, 3)
            """;

    /// Why one record was refused.
    public record Entry(
            long documentNo,
            int mappingNo,
            ByteSpan span,
            String stage,
            String code,
            @Nullable String field,
            String message) {

        /// The same refusal under other numbers.
        public Entry at(long otherDocumentNo, int otherMappingNo) {
            return new Entry(otherDocumentNo, otherMappingNo, span, stage, code, field, message);
        }
    }

    /// Writes refusals of one resource for one dataset, in batches.
    public void addAll(Connection connection, RunNumber run, Where where, List<Entry> entries) {
        String sql =
                """
                INSERT INTO cairn.quarantine
                    (run, source, resource, dataset, document_no, mapping_no, span_offset,
                     span_length, stage, code, field, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int pending = 0;
            for (Entry entry : entries) {
                statement.setLong(1, run.value());
                statement.setString(2, where.source());
                statement.setString(3, where.resource());
                statement.setString(4, where.dataset());
                statement.setLong(5, entry.documentNo());
                statement.setInt(6, entry.mappingNo());
                statement.setLong(7, entry.span().offset());
                statement.setInt(8, entry.span().length());
                statement.setString(9, entry.stage());
                statement.setString(10, entry.code());
                statement.setString(11, entry.field());
                statement.setString(12, entry.message());
                statement.addBatch();
                if (++pending % 1000 == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw SqlProblems.of("write quarantine", e);
        }
    }

    /// Which resource and dataset a refusal belongs to.
    public record Where(String source, String resource, String dataset) {}

    /// What is in quarantine now: the refusals of each dataset's last loaded run, newest first.
    ///
    /// @param run only those of this run, whatever came after it; null for now
    public List<QuarantineRecord> list(
            Connection connection, @Nullable RunNumber run, @Nullable String dataset, int limit) {
        return Sql.list(
                connection,
                SELECT
                        + """
                        WHERE (q.run = ? OR ?::bigint IS NULL
                               AND (q.source, q.resource, q.dataset, q.run) IN
                        """
                        + CURRENT
                        + """
                               )
                           AND (?::text IS NULL OR q.dataset = ?)
                         ORDER BY q.run DESC, q.quarantine_no LIMIT ?
                        """,
                QuarantineLedger::record,
                run == null ? null : run.value(),
                run == null ? null : run.value(),
                dataset,
                dataset,
                limit);
    }

    /// How many records are in quarantine now.
    public long count(Connection connection) {
        return Sql.load(
                connection,
                """
                SELECT count(DISTINCT (document_no, span_offset, dataset))
                  FROM cairn.quarantine q
                 WHERE (q.source, q.resource, q.dataset, q.run) IN
                """
                        + CURRENT,
                row -> row.getLong(1));
    }

    /// Problems: `quarantine-unknown`.
    public QuarantineRecord load(Connection connection, long number) {
        return Sql.find(
                        connection,
                        SELECT + " WHERE q.quarantine_no = ?",
                        QuarantineLedger::record,
                        number)
                .orElseThrow(() ->
                        LedgerProblems.QUARANTINE_UNKNOWN
                                .says("there is no quarantined record %d", number)
                                .kept("nothing was changed")
                                .remedy("List them with `cairn quarantine ls`.")
                                .with("number", number)
                                .asException());
    }

    private static QuarantineRecord record(ResultSet row) throws SQLException {
        return new QuarantineRecord(
                row.getLong("quarantine_no"),
                new RunNumber(row.getLong("quarantine_run")),
                row.getString("quarantine_source"),
                row.getString("resource"),
                row.getString("dataset"),
                LineageLedger.document(row),
                new ByteSpan(row.getLong("span_offset"), row.getInt("span_length")),
                row.getString("stage"),
                row.getString("code"),
                row.getString("field"),
                row.getString("message"));
    }
}
