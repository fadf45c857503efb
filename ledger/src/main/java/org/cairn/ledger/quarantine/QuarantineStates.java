package org.cairn.ledger.quarantine;

import java.sql.Connection;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;

/// What becomes of refusals when a later run has read their resource again. Part of the transaction
/// of that run.
public final class QuarantineStates {
    /// The refusals of a resource's dataset and of its children.
    private static final String FAMILY =
            """
             q.source = ? AND q.resource = ? AND (q.dataset = ? OR q.dataset IN (
                SELECT ? || '_' || child.field
                  FROM cairn.dataset child
                  JOIN cairn.dataset main ON main.dataset_id = child.parent_id
                 WHERE ? = CASE main.schema_name
                           WHEN 'public' THEN main.table_name
                           ELSE main.schema_name || '.' || main.table_name END))
            """;

    /// The same bytes, refused for the same reason.
    private static final String SAME =
            """
             n.source = q.source AND n.resource = q.resource AND n.dataset = q.dataset
               AND n.stage = q.stage AND n.code = q.code AND n.field IS NOT DISTINCT FROM q.field
               AND n.record_sha256 = q.record_sha256
            """;

    /// The same place in the same document.
    private static final String HERE =
            """
             n.document_no = q.document_no AND n.dataset = q.dataset
               AND n.span_offset = q.span_offset
            """;

    /// Where one refused record is.
    public record Spot(long documentNo, String dataset, ByteSpan span) {}

    /// How much a run saw of what was refused before.
    public enum Reach {
        /// All there is: every earlier refusal is answered.
        WHOLE,
        /// Other documents than before: earlier refusals stay, but for those that came again.
        NEWS,
        /// Some records of documents that are known.
        CHOSEN
    }

    /// What a run says to earlier refusals.
    ///
    /// @param chosen numbers of the refusals that were tried again; for [Reach#CHOSEN]
    /// @param loaded refused records that the run has accepted
    public record Answer(Reach reach, Collection<Long> chosen, Collection<Spot> loaded) {}

    /// Says which refusals of a run are known, and ends those that it answered.
    ///
    /// @param where the resource and its main dataset
    public void settle(Connection connection, RunNumber run, Where where, Answer answer) {
        keepDropped(connection, run, where);
        keepFirst(connection, run, where);
        release(connection, run, answer.loaded());
        replace(connection, run, where, answer);
    }

    private static void keepDropped(Connection connection, RunNumber run, Where where) {
        Sql.update(
                connection,
                """
                UPDATE cairn.quarantine n
                   SET state = 'dropped', first_run = q.first_run, ended_at = q.ended_at,
                       ended_by = q.ended_by, ended_why = q.ended_why
                  FROM cairn.quarantine q
                 WHERE n.run = ? AND q.run < ? AND q.state = 'dropped' AND
                """
                        + SAME
                        + " AND "
                        + FAMILY,
                run.value(),
                run.value(),
                where.source(),
                where.resource(),
                where.dataset(),
                where.dataset(),
                where.dataset());
        replaced(connection, run, where, "q.state = 'dropped' AND " + again(SAME));
    }

    private static void keepFirst(Connection connection, RunNumber run, Where where) {
        Sql.update(
                connection,
                """
                UPDATE cairn.quarantine n SET first_run = least(n.first_run, q.first_run)
                  FROM cairn.quarantine q
                 WHERE n.run = ? AND q.run < ? AND n.state = 'open' AND q.state = 'open' AND
                """
                        + SAME
                        + " AND "
                        + FAMILY,
                run.value(),
                run.value(),
                where.source(),
                where.resource(),
                where.dataset(),
                where.dataset(),
                where.dataset());
    }

    private static String again(String same) {
        return " EXISTS (SELECT FROM cairn.quarantine n WHERE n.run = ? AND " + same + ")";
    }

    private static void replaced(Connection connection, RunNumber run, Where where, String which) {
        Sql.update(
                connection,
                "UPDATE cairn.quarantine q SET state = 'replaced', ended_run = ?"
                        + " WHERE q.run < ? AND "
                        + FAMILY
                        + " AND "
                        + which,
                run.value(),
                run.value(),
                where.source(),
                where.resource(),
                where.dataset(),
                where.dataset(),
                where.dataset(),
                run.value());
    }

    private static void release(Connection connection, RunNumber run, Collection<Spot> loaded) {
        Sql.update(
                connection,
                """
                UPDATE cairn.quarantine q SET state = 'released', ended_run = ?
                  FROM unnest(?::text[]::bigint[], ?::text[], ?::text[]::bigint[])
                       AS spot (document_no, dataset, span_offset)
                 WHERE q.state = 'open' AND q.run < ? AND q.document_no = spot.document_no
                   AND q.dataset = spot.dataset AND q.span_offset = spot.span_offset
                   AND NOT
                """
                        + again(HERE),
                run.value(),
                texts(loaded.stream().map(Spot::documentNo).toList()),
                loaded.stream().map(Spot::dataset).toArray(String[]::new),
                texts(loaded.stream().map(spot -> spot.span().offset()).toList()),
                run.value(),
                run.value());
    }

    private static void replace(Connection connection, RunNumber run, Where where, Answer answer) {
        switch (answer.reach()) {
            // The run's own number is asked for in each, so that all take the same parameters.
            case WHOLE -> replaced(connection, run, where, "q.state = 'open' AND q.run <> ?");
            case NEWS -> replaced(connection, run, where, "q.state = 'open' AND " + again(SAME));
            case CHOSEN ->
                    Sql.update(
                            connection,
                            """
                            UPDATE cairn.quarantine q SET state = 'replaced', ended_run = ?
                             WHERE q.state = 'open' AND q.run < ?
                               AND q.quarantine_no = ANY (?::text[]::bigint[])
                            """,
                            run.value(),
                            run.value(),
                            texts(answer.chosen()));
        }
    }

    /// The refusals that are open in some documents.
    ///
    /// @param chosen only these numbers; null for all
    public List<Spot> open(
            Connection connection,
            Collection<Long> documentNos,
            @Nullable Collection<Long> chosen) {
        return Sql.list(
                connection,
                """
                SELECT DISTINCT document_no, dataset, span_offset, span_length
                  FROM cairn.quarantine
                 WHERE state = 'open' AND document_no = ANY (?::text[]::bigint[])
                   AND (?::text[] IS NULL OR quarantine_no = ANY (?::text[]::bigint[]))
                """,
                row ->
                        new Spot(
                                row.getLong(1),
                                row.getString(2),
                                new ByteSpan(row.getLong(3), row.getInt(4))),
                texts(documentNos),
                chosen == null ? null : texts(chosen),
                chosen == null ? null : texts(chosen));
    }

    /// The numbers of the refusals that are open in some documents.
    public List<Long> openNumbers(Connection connection, Collection<Long> documentNos) {
        return Sql.list(
                connection,
                """
                SELECT quarantine_no FROM cairn.quarantine
                 WHERE state = 'open' AND document_no = ANY (?::text[]::bigint[])
                """,
                row -> row.getLong(1),
                (Object) texts(documentNos));
    }

    /// What a replay did to quarantine, in records.
    ///
    /// @param refused by reason: those that were not there before
    /// @param stay refused before and again
    public record Tally(Map<String, Long> refused, long stay, long released) {}

    /// To be asked after [#settle].
    public Tally tally(Connection connection, RunNumber run) {
        String before =
                """
                 EXISTS (SELECT FROM cairn.quarantine q
                          WHERE q.run < n.run AND q.state IN ('open', 'replaced', 'dropped') AND
                """
                        + HERE
                        + ")";
        Map<String, Long> refused = new LinkedHashMap<>();
        Sql.list(
                        connection,
                        """
                        SELECT code, count(DISTINCT (document_no, dataset, span_offset))
                          FROM cairn.quarantine n
                         WHERE run = ? AND state IN ('open', 'held') AND NOT
                        """
                                + before
                                + " GROUP BY 1 ORDER BY 2 DESC, 1",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        run.value())
                .forEach(each -> refused.put(each.getKey(), each.getValue()));
        long stay =
                Sql.load(
                        connection,
                        """
                        SELECT count(DISTINCT (document_no, dataset, span_offset))
                          FROM cairn.quarantine n WHERE run = ? AND
                        """
                                + before,
                        row -> row.getLong(1),
                        run.value());
        long released =
                Sql.load(
                        connection,
                        """
                        SELECT count(DISTINCT (document_no, dataset, span_offset))
                          FROM cairn.quarantine WHERE state = 'released' AND ended_run = ?
                        """,
                        row -> row.getLong(1),
                        run.value());
        return new Tally(refused, stay, released);
    }

    private static String[] texts(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).toArray(String[]::new);
    }
}
