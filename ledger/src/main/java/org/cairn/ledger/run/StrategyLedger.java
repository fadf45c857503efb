package org.cairn.ledger.run;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.postgres.Sql;

/// By which record strategies runs found the records of resources, beside their counts. Holds no
/// state; same thread rule as the connection it is given.
public final class StrategyLedger {
    /// Adds the strategies to what a run found.
    public void put(
            Connection connection, RunNumber run, RunPart part, Collection<String> strategies) {
        Sql.update(
                connection,
                """
                UPDATE cairn.run_dataset SET strategies = ?
                 WHERE run = ? AND source = ? AND resource = ? AND dataset = ?
                """,
                strategies.toArray(String[]::new),
                run.value(),
                part.source(),
                part.resource(),
                part.dataset());
    }

    /// The strategies of a run, by id; none where that was not written down.
    ///
    /// @param part names resource and dataset; its counts do not matter
    public List<String> of(Connection connection, RunNumber run, RunPart part) {
        return Sql.find(
                        connection,
                        """
                        SELECT coalesce(strategies, '{}') AS strategies FROM cairn.run_dataset
                         WHERE run = ? AND source = ? AND resource = ? AND dataset = ?
                        """,
                        row -> List.of((String[]) row.getArray("strategies").getArray()),
                        run.value(),
                        part.source(),
                        part.resource(),
                        part.dataset())
                .orElse(List.of());
    }
}
