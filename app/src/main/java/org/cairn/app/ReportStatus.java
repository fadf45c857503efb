package org.cairn.app;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.Stats;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;

/// Says how a project stands: sources, datasets, quarantine, vault, protection.
public final class ReportStatus {
    private final Declarations declarations;
    private final Database database;
    private final Vault vault;
    private final InstantSource clock;

    ReportStatus(Declarations declarations, Database database, Vault vault, InstantSource clock) {
        this.clock = clock;
        this.declarations = declarations;
        this.database = database;
        this.vault = vault;
    }

    /// How a project stands.
    public record Status(
            String project,
            List<SourceStatus> sources,
            List<DatasetStatus> datasets,
            long quarantined,
            Stats vault) {}

    /// A declared source.
    ///
    /// @param lastRun the newest run of it, whatever became of it; null before the first
    /// @param loadedAt when a run last loaded it or found it unchanged
    public record SourceStatus(
            String name,
            @Nullable RunNumber lastRun,
            @Nullable RunState lastState,
            @Nullable Instant loadedAt,
            Plan plan) {
        /// Whether its last good run is older than declared; false where nothing is declared.
        public boolean isStale(Instant now) {
            Duration allowed = plan.freshness();
            return allowed != null && (loadedAt == null || loadedAt.plus(allowed).isBefore(now));
        }
    }

    /// When a source is run by itself.
    ///
    /// @param next when it is due; null where it is only run when told
    /// @param freshness how old its last good run may be; null without limit
    /// @param failures how many runs have failed since the last one that did not
    /// @param records that its newest run read
    public record Plan(
            @Nullable Instant next, @Nullable Duration freshness, int failures, long records) {}

    /// A dataset.
    ///
    /// @param rows without those withdrawn
    public record DatasetStatus(String name, long rows, long withdrawn, boolean child) {}

    public Status report() {
        return ReadLedger.with(
                database,
                connection ->
                        new Status(
                                declarations.project().project(),
                                declarations.sources().stream()
                                        .map(source -> source(connection, source))
                                        .toList(),
                                datasets(connection),
                                new QuarantineLedger().count(connection),
                                vault.stats()));
    }

    private SourceStatus source(Connection connection, SourceSpec source) {
        Optional<RunRecord> newest = new RunLedger().findNewestOf(connection, source.name());
        return new SourceStatus(
                source.name(),
                newest.map(RunRecord::run).orElse(null),
                newest.map(RunRecord::state).orElse(null),
                loadedAt(connection, source),
                plan(connection, source, newest));
    }

    private Plan plan(Connection connection, SourceSpec source, Optional<RunRecord> newest) {
        Instant next = null;
        for (PlannedRuns.Planned planned : PlannedRuns.of(declarations)) {
            if (planned.names().contains(source.name())) {
                var past = ReadLedger.past(connection, planned.names());
                Instant due = PlannedRuns.due(planned, past, clock.instant());
                next = next == null || due.isBefore(next) ? due : next;
            }
        }
        return new Plan(
                next,
                source.schedule().freshness(),
                ReadLedger.past(connection, List.of(source.name())).failures(),
                newest.map(run ->
                                run.parts().stream()
                                        .filter(part -> part.source().equals(source.name()))
                                        .mapToLong(part -> part.counts().records())
                                        .sum())
                        .orElse(0L));
    }

    private static @Nullable Instant loadedAt(Connection connection, SourceSpec source) {
        return Sql.find(
                        connection,
                        """
                        SELECT max(r.finished_at) AS loaded_at
                          FROM cairn.run r JOIN cairn.run_dataset d USING (run)
                         WHERE d.source = ? AND r.state IN ('loaded', 'unchanged')
                        HAVING count(*) > 0
                        """,
                        row -> Objects.requireNonNull(Sql.instant(row, "loaded_at")),
                        source.name())
                .orElse(null);
    }

    private static List<DatasetStatus> datasets(Connection connection) {
        List<DatasetStatus> all = new ArrayList<>();
        for (DatasetRecord dataset : new DatasetLedger().list(connection)) {
            String table = Identifiers.quoteTable(dataset.schema(), dataset.table());
            boolean exists =
                    Sql.load(
                            connection,
                            "SELECT to_regclass(?) IS NOT NULL",
                            row -> row.getBoolean(1),
                            table);
            if (exists) {
                String withdrawn =
                        dataset.isChild() ? "0" : "count(*) FILTER (WHERE _withdrawn IS NOT NULL)";
                all.add(
                        Sql.load(
                                connection,
                                "SELECT count(*), %s FROM %s".formatted(withdrawn, table),
                                row ->
                                        new DatasetStatus(
                                                dataset.name(),
                                                row.getLong(1) - row.getLong(2),
                                                row.getLong(2),
                                                dataset.isChild())));
            }
        }
        return all;
    }
}
