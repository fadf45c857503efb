package org.cairn.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Tasks;
import org.cairn.ledger.LedgerDatabase;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunLedgerPgTest {
    private static final String PROBLEM = "{\"code\": \"run-abandoned\"}";
    private static final RunCounts COUNTS = new RunCounts(2, 10, 8, 1, 3, 2, 1, 4, 2, 1);

    private final RunLedger ledger = new RunLedger();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void keepsEverythingThatIsKnownOfARun(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run =
                    ledger.begin(
                            connection,
                            null,
                            List.of("gvrc", "with \"quote\", comma"),
                            new OverrideWord("they closed", "amina"),
                            LedgerDatabase.NOW);
            ledger.addPart(connection, run, part("facility", COUNTS), new byte[] {1, 2});
            ledger.finish(
                    connection,
                    run,
                    RunState.LOADED,
                    4711,
                    LedgerDatabase.NOW.plus(Duration.ofSeconds(3)));
            ledger.committedAt(connection, run, Lsn.parse("1/AB"));

            assertThat(ledger.load(connection, run))
                    .isEqualTo(
                            new RunRecord(
                                    new RunNumber(1),
                                    RunState.LOADED,
                                    List.of("gvrc", "with \"quote\", comma"),
                                    LedgerDatabase.NOW,
                                    LedgerDatabase.NOW.plus(Duration.ofSeconds(3)),
                                    4711L,
                                    Lsn.parse("1/AB"),
                                    new OverrideWord("they closed", "amina"),
                                    null,
                                    null,
                                    null,
                                    List.of(part("facility", COUNTS))));
            assertThat(COUNTS.balanced()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void numbersAreNeverGivenTwice(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();

            assertThat(LedgerDatabase.begin(connection)).isEqualTo(new RunNumber(1));
            assertThat(begin(connection, new RunNumber(41))).isEqualTo(new RunNumber(42));
            // The vault may know less than the ledger.
            assertThat(begin(connection, new RunNumber(7))).isEqualTo(new RunNumber(43));
            connection.setAutoCommit(false);
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(LedgerDatabase.begin(connection)).isEqualTo(new RunNumber(44));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void runsThatBeginAtOnceGetNumbersOfTheirOwn(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            List<Connection> sessions = new ArrayList<>();
            IntStream.range(0, 6).forEach(_ -> sessions.add(database.session()));

            List<RunNumber> numbers =
                    Tasks.map(
                                    sessions,
                                    session ->
                                            IntStream.range(0, 15)
                                                    .mapToObj(_ -> LedgerDatabase.begin(session))
                                                    .toList())
                            .stream()
                            .flatMap(List::stream)
                            .toList();

            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 90).mapToObj(RunNumber::new).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void onlyRunsWhoseSessionHasGoneAreAbandoned(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection gone = database.session();
            RunNumber dead = LedgerDatabase.begin(gone);
            RunNumber alive = LedgerDatabase.begin(database.session());
            Connection looking = database.session();
            assertThat(ledger.failAbandoned(looking, LedgerDatabase.NOW)).isEmpty();
            gone.close();
            awaitEnd(looking, dead);

            assertThat(ledger.failAbandoned(looking, LedgerDatabase.NOW)).containsExactly(dead);
            assertThat(ledger.failAbandoned(looking, LedgerDatabase.NOW)).isEmpty();
            RunRecord record = ledger.load(looking, dead);
            assertThat(record.state()).isEqualTo(RunState.FAILED);
            assertThat(record.problem()).contains("run-abandoned");
            assertThat(record.finishedAt()).isEqualTo(LedgerDatabase.NOW);
            assertThat(ledger.load(looking, alive).state()).isEqualTo(RunState.RUNNING);
        }
    }

    @Test
    void theNewestRunOfASourceStandsAsInTheListThoughNobodyWroteDownThatItDied()
            throws SQLException {
        try (var database = new LedgerDatabase(18)) {
            Connection gone = database.session();
            RunNumber dead = LedgerDatabase.begin(gone);
            Connection looking = database.session();
            assertThat(ledger.findNewestOf(looking, "test").orElseThrow().state())
                    .isEqualTo(RunState.RUNNING);
            gone.close();
            awaitEnd(looking, dead);

            RunRecord newest = ledger.findNewestOf(looking, "test").orElseThrow();

            assertThat(newest).isEqualTo(ledger.list(looking, 1).getFirst());
            assertThat(newest.state()).isEqualTo(RunState.FAILED);
            assertThat(ledger.findNewestOf(looking, "other")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRunIsAliveFromTheMomentItCanBeSeen(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection beginning = database.session();
            Connection looking = database.session();

            List<List<RunNumber>> lists =
                    Tasks.map(
                            List.of("begin", "look"),
                            what -> {
                                List<RunNumber> seen = new ArrayList<>();
                                for (int i = 0; i < 150; i++) {
                                    if (what.equals("begin")) {
                                        seen.add(LedgerDatabase.begin(beginning));
                                    } else {
                                        seen.addAll(
                                                ledger.failAbandoned(looking, LedgerDatabase.NOW));
                                    }
                                }
                                return seen;
                            });

            assertThat(lists.getFirst()).hasSize(150);
            assertThat(lists.getLast()).as("runs called dead that live").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theLastGoodRunIsTheLastThatReadAndLoaded(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            assertThat(ledger.findLastGood(connection, "gvrc", "facility", "facility")).isEmpty();
            run(connection, RunState.LOADED, new byte[] {1});
            RunNumber good = run(connection, RunState.LOADED, new byte[] {2});
            run(connection, RunState.UNCHANGED, null);
            run(connection, RunState.HELD, null);
            run(connection, RunState.FAILED, new byte[] {3});

            LastGood last =
                    ledger.findLastGood(connection, "gvrc", "facility", "facility").orElseThrow();

            assertThat(last.run()).isEqualTo(good);
            assertThat(last.inputHash()).containsExactly(2);
            assertThat(last.counts()).isEqualTo(COUNTS);
            assertThat(ledger.findLastGood(connection, "gvrc", "facility", "other")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void heldAndFailedRunsSayWhy(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber held = LedgerDatabase.begin(connection);
            RunNumber failed = LedgerDatabase.begin(connection);
            ledger.hold(connection, held, "too few", LedgerDatabase.NOW);
            ledger.fail(connection, failed, PROBLEM, LedgerDatabase.NOW);

            assertThat(ledger.load(connection, held).heldReason()).isEqualTo("too few");
            assertThat(ledger.list(connection, 10))
                    .extracting(RunRecord::state)
                    .containsExactly(RunState.FAILED, RunState.HELD);
            assertThat(ledger.list(connection, 1))
                    .extracting(RunRecord::run)
                    .containsExactly(failed);
            assertThatThrownBy(() -> ledger.load(connection, new RunNumber(99)))
                    .hasMessage("there is no run 99 (run-unknown)");
        }
    }

    private RunNumber begin(Connection connection, RunNumber above) {
        return ledger.begin(connection, above, List.of("x"), null, LedgerDatabase.NOW);
    }

    private RunNumber run(
            Connection connection,
            RunState state,
            byte @org.jspecify.annotations.Nullable [] inputHash) {
        RunNumber run = LedgerDatabase.begin(connection);
        ledger.addPart(connection, run, part("facility", COUNTS), inputHash);
        ledger.finish(connection, run, state, 1, LedgerDatabase.NOW);
        return run;
    }

    private static RunPart part(String dataset, RunCounts counts) {
        return new RunPart("gvrc", "facility", dataset, counts);
    }

    /// The server ends a closed session a moment later; its lock then can be had.
    private static void awaitEnd(Connection connection, RunNumber run) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "SELECT pg_advisory_lock(3233, ?), pg_advisory_unlock(3233, ?)")) {
            statement.setInt(1, (int) run.value());
            statement.setInt(2, (int) run.value());
            statement.execute();
        }
    }
}
