package org.cairn.ledger.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.LedgerProblems;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.quarantine.QuarantineRecord.End;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.jspecify.annotations.Nullable;

/// Records refused. A record with several violations has several rows with one span.
public final class QuarantineLedger {
    private static final String SELECT =
            """
            SELECT q.quarantine_no, q.run AS quarantine_run, q.source AS quarantine_source,
                   q.resource, q.dataset, q.span_offset, q.span_length, q.stage, q.code, q.field,
                   q.message, q.first_run, q.state AS quarantine_state, q.ended_run, q.ended_at,
                   q.ended_by, q.ended_why, d.*
              FROM cairn.quarantine q JOIN cairn.document d USING (document_no)
            """;

    /// Why one record was refused.
    ///
    /// @param record hash of the bytes that were refused; null where nobody knows it
    public record Entry(
            long documentNo,
            int mappingNo,
            ByteSpan span,
            String stage,
            String code,
            @Nullable String field,
            String message,
            @Nullable Sha256 record) {

        public Entry(
                long documentNo,
                int mappingNo,
                ByteSpan span,
                String stage,
                String code,
                @Nullable String field,
                String message) {
            this(documentNo, mappingNo, span, stage, code, field, message, null);
        }

        /// The same refusal under other numbers.
        public Entry at(long otherDocumentNo, int otherMappingNo) {
            return new Entry(
                    otherDocumentNo, otherMappingNo, span, stage, code, field, message, record);
        }

        /// The same refusal, with the hash of its bytes.
        public Entry of(Sha256 bytes) {
            return new Entry(documentNo, mappingNo, span, stage, code, field, message, bytes);
        }
    }

    /// Writes refusals of one resource for one dataset, in batches; they are open.
    public void addAll(Connection connection, RunNumber run, Where where, List<Entry> entries) {
        addAll(connection, run, where, entries, State.OPEN);
    }

    /// The same in another state.
    public void addAll(
            Connection connection, RunNumber run, Where where, List<Entry> entries, State state) {
        String sql =
                """
                INSERT INTO cairn.quarantine
                    (run, source, resource, dataset, document_no, mapping_no, span_offset,
                     span_length, stage, code, field, message, first_run, record_sha256, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                statement.setLong(13, run.value());
                Sha256 record = entry.record();
                statement.setBytes(14, record == null ? null : record.bytes());
                statement.setString(15, state.sqlName());
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

    /// Which refusals are meant; null means any.
    ///
    /// @param numbers of refusals: meant are all of the same records, for other reasons too
    public record Filter(
            @Nullable List<Long> numbers,
            @Nullable RunNumber run,
            @Nullable String dataset,
            @Nullable String code,
            @Nullable State state) {
        /// Every refusal of this state.
        public static Filter of(State state) {
            return new Filter(null, null, null, null, state);
        }

        /// The same refusals of this state only.
        public Filter in(State other) {
            return new Filter(numbers, run, dataset, code, other);
        }

        private static final String SQL =
                """
                (?::text[] IS NULL OR (q.document_no, q.dataset, q.span_offset) IN (
                     SELECT n.document_no, n.dataset, n.span_offset FROM cairn.quarantine n
                      WHERE n.quarantine_no = ANY (?::text[]::bigint[])))
                AND (?::bigint IS NULL OR q.run = ?)
                AND (?::text IS NULL OR q.dataset = ?)
                AND (?::text IS NULL OR q.code = ?)
                AND (?::text IS NULL OR q.state = ?)
                """;

        private @Nullable Object[] parameters(@Nullable Object... more) {
            String[] chosen =
                    numbers == null
                            ? null
                            : numbers.stream().map(String::valueOf).toArray(String[]::new);
            Long number = run == null ? null : run.value();
            String name = state == null ? null : state.sqlName();
            @Nullable Object[] all = {
                chosen, chosen, number, number, dataset, dataset, code, code, name, name
            };
            return Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray();
        }
    }

    /// Refusals, those of the newest run first.
    ///
    /// @param after leaves out all up to this one in that order; null for none
    public List<QuarantineRecord> list(
            Connection connection, Filter filter, @Nullable Long after, int limit) {
        return Sql.list(
                connection,
                SELECT
                        + " WHERE "
                        + Filter.SQL
                        + """
                           AND (?::bigint IS NULL OR (-q.run, q.quarantine_no) >
                                (SELECT -a.run, a.quarantine_no FROM cairn.quarantine a
                                  WHERE a.quarantine_no = ?))
                         ORDER BY q.run DESC, q.quarantine_no LIMIT ?
                        """,
                QuarantineLedger::record,
                filter.parameters(after, after, limit));
    }

    /// How many records are meant.
    public long count(Connection connection, Filter filter) {
        return Sql.load(
                connection,
                """
                SELECT count(DISTINCT (document_no, span_offset, dataset))
                  FROM cairn.quarantine q WHERE
                """
                        + Filter.SQL,
                row -> row.getLong(1),
                filter.parameters());
    }

    /// How many records are in quarantine now.
    public long count(Connection connection) {
        return count(connection, Filter.of(State.OPEN));
    }

    /// How many refusals there are of each reason.
    public Map<String, Long> countByCode(Connection connection, Filter filter) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Sql.list(
                        connection,
                        "SELECT q.code, count(*) FROM cairn.quarantine q WHERE "
                                + Filter.SQL
                                + " GROUP BY 1 ORDER BY 2 DESC, 1",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        filter.parameters())
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    /// Drops refusals that are open: somebody knows of them and leaves them as they are.
    ///
    /// @return how many refusals were dropped
    public long drop(Connection connection, Filter filter, String by, String why, Instant now) {
        @Nullable Object[] first = {by, why, now};
        return Sql.update(
                connection,
                """
                UPDATE cairn.quarantine q
                   SET state = 'dropped', ended_by = ?, ended_why = ?, ended_at = ?
                 WHERE
                """
                        + Filter.SQL,
                Stream.concat(
                                Arrays.stream(first),
                                Arrays.stream(filter.in(State.OPEN).parameters()))
                        .toArray());
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
        State state = State.ofSqlName(row.getString("quarantine_state"));
        return new QuarantineRecord(
                row.getLong("quarantine_no"),
                new RunNumber(row.getLong("quarantine_run")),
                new RunNumber(row.getLong("first_run")),
                row.getString("quarantine_source"),
                row.getString("resource"),
                row.getString("dataset"),
                LineageLedger.document(row),
                new ByteSpan(row.getLong("span_offset"), row.getInt("span_length")),
                row.getString("stage"),
                row.getString("code"),
                row.getString("field"),
                row.getString("message"),
                state,
                state == State.OPEN || state == State.HELD ? null : end(row));
    }

    private static End end(ResultSet row) throws SQLException {
        long run = row.getLong("ended_run");
        RunNumber by = row.wasNull() ? null : new RunNumber(run);
        return new End(
                by,
                Sql.instant(row, "ended_at"),
                row.getString("ended_by"),
                row.getString("ended_why"));
    }
}
