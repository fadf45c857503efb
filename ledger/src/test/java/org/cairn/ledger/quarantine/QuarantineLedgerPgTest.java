package org.cairn.ledger.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerDatabase;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Entry;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.cairn.ledger.quarantine.QuarantineStates.Answer;
import org.cairn.ledger.quarantine.QuarantineStates.Reach;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuarantineLedgerPgTest {
    private final QuarantineLedger ledger = new QuarantineLedger();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void keepsWhyAndWhereARecordWasRefused(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = run(database, "facility", RunState.LOADED, "facility");

            QuarantineRecord record = ledger.list(connection, of(run), null, 9).getFirst();

            assertThat(record)
                    .isEqualTo(
                            new QuarantineRecord(
                                    record.number(),
                                    run,
                                    run,
                                    "gvrc",
                                    "facility",
                                    "facility",
                                    LedgerDatabase.record(1, run),
                                    new ByteSpan(6_000_000_000L, 7),
                                    "validate",
                                    "missing-required",
                                    null,
                                    "name is required",
                                    State.OPEN,
                                    null));
            assertThat(ledger.load(connection, record.number())).isEqualTo(record);
            assertThatThrownBy(() -> ledger.load(connection, 4711))
                    .hasMessage("there is no quarantined record 4711 (quarantine-unknown)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void currentIsWhatTheLastLoadedRunRefused(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            run(database, "facility", RunState.LOADED, "facility");
            RunNumber good = run(database, "facility", RunState.LOADED, "facility");
            run(database, "facility", RunState.FAILED, "facility");
            run(database, "facility", RunState.HELD, "facility");
            assertThat(runs(ledger.list(connection, Filter.of(State.OPEN), null, 9)))
                    .containsExactly(good);

            run(database, "facility", RunState.LOADED);

            assertThat(ledger.list(connection, Filter.of(State.OPEN), null, 9)).isEmpty();
            assertThat(ledger.count(connection)).isZero();
            assertThat(runs(ledger.list(connection, of(good), null, 9))).containsExactly(good);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void childrenAreCurrentWithTheirParent(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber first = run(database, "s.facility", RunState.LOADED, "s.facility_contacts");
            dataset(connection, first, "s", "facility", "contacts");

            assertThat(runs(ledger.list(connection, open("s.facility_contacts"), null, 9)))
                    .containsExactly(first);
            assertThat(ledger.count(connection)).isEqualTo(1);

            run(database, "s.facility", RunState.LOADED);
            assertThat(ledger.list(connection, Filter.of(State.OPEN), null, 9)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRunIntoAnotherDatasetDoesNotEmptyTheQuarantineOfThisOne(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber first = run(database, "facility", RunState.LOADED, "facility");
            RunNumber other = run(database, "clinic", RunState.LOADED, "clinic");

            assertThat(runs(ledger.list(connection, Filter.of(State.OPEN), null, 9)))
                    .containsExactly(other, first);
            assertThat(runs(ledger.list(connection, open("facility"), null, 9)))
                    .containsExactly(first);
            assertThat(ledger.count(connection)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRecordWithSeveralFaultsIsOneRecord(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run =
                    run(database, "facility", RunState.LOADED, "facility", "facility", "facility");

            assertThat(ledger.list(connection, Filter.of(State.OPEN), null, 9)).hasSize(3);
            assertThat(ledger.list(connection, Filter.of(State.OPEN), null, 2)).hasSize(2);
            assertThat(ledger.count(connection)).isEqualTo(1);
            assertThat(run).isEqualTo(new RunNumber(1));
        }
    }

    private static List<RunNumber> runs(List<QuarantineRecord> records) {
        return records.stream().map(QuarantineRecord::run).toList();
    }

    /// A run of `gvrc.facility` into a dataset, with one refusal for each of `refused`.
    private RunNumber run(
            LedgerDatabase database, String dataset, RunState state, String... refused) {
        Connection connection = database.session();
        var runs = new RunLedger();
        RunNumber run = LedgerDatabase.begin(connection);
        long document = database.document(connection, run);
        int mapping = new LineageLedger().addMapping(connection, "{}", run);
        State kept = state == RunState.HELD ? State.HELD : State.OPEN;
        for (String name : state == RunState.FAILED ? new String[0] : refused) {
            List<Entry> entries = new ArrayList<>();
            entries.add(
                    new Entry(
                            document,
                            mapping,
                            new ByteSpan(6_000_000_000L, 7),
                            "validate",
                            "missing-required",
                            null,
                            "name is required"));
            ledger.addAll(connection, run, new Where("gvrc", "facility", name), entries, kept);
        }
        runs.addPart(
                connection,
                run,
                new RunPart("gvrc", "facility", dataset, RunCounts.NONE),
                new byte[] {1});
        runs.finish(connection, run, state, 1, LedgerDatabase.NOW);
        if (state == RunState.LOADED) {
            new QuarantineStates()
                    .settle(
                            connection,
                            run,
                            new Where("gvrc", "facility", dataset),
                            new Answer(Reach.WHOLE, List.of(), List.of()));
        }
        return run;
    }

    private static Filter open(String dataset) {
        return new Filter(null, null, dataset, null, State.OPEN);
    }

    private static Filter of(RunNumber run) {
        return new Filter(null, run, null, null, null);
    }

    private static void dataset(
            Connection connection, RunNumber run, String schema, String table, String field) {
        var datasets = new DatasetLedger();
        int main =
                datasets.register(
                        connection,
                        new DatasetRecord(0, schema, table, null, null, List.of()),
                        run);
        datasets.register(
                connection,
                new DatasetRecord(0, schema, table + "_" + field, main, field, List.of()),
                run);
    }
}
