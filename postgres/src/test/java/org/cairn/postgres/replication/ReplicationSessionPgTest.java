package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.TestServer;
import org.cairn.postgres.wal.SegmentSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicationSessionPgTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void saysWhichServerItIsAndHowFar(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        try (Connection connection = new Database(address, "cairn test").connect();
                var session = ReplicationSession.open(address, "cairn receiver")) {
            Identified identified = session.identify();

            assertThat(identified.systemIdentifier())
                    .isEqualTo(new Database(address, "x").identity(connection).systemIdentifier());
            assertThat(identified.timeline()).isEqualTo(Timeline.FIRST);
            assertThat(identified.standby()).isFalse();
            assertThat(session.segmentSize()).isEqualTo(SegmentSize.DEFAULT);
            assertThat(session.history(Timeline.FIRST)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aNewSlotKeepsWalAtOnceAndIsMadeOnce(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        try (Connection connection = new Database(address, "cairn test").connect();
                var session = ReplicationSession.open(address, "cairn receiver")) {
            assertThat(session.findSlot("new_slot_1")).isEmpty();

            session.createSlot("new_slot_1");

            Slot slot = session.findSlot("new_slot_1").orElseThrow();
            assertThat(slot.restart()).isPresent();
            session.createSlot("new_slot_1");
            assertThat(session.findSlot("new_slot_1")).contains(slot);
            assertThat(
                            Sql.<String>load(
                                    connection,
                                    "SELECT slot_type || ' ' || restart_lsn FROM pg_replication_slots"
                                            + " WHERE slot_name = 'new_slot_1'",
                                    row -> row.getString(1)))
                    .isEqualTo("physical " + slot.restart().get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "with-dash", "a b", "x\"; DROP"})
    void namesThatNoSlotCanHaveNeverReachTheServer(String name) {
        assertThatThrownBy(() -> new Slot(name, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a name for a replication slot: " + name);
        assertThatThrownBy(() -> Slot.requireName("a".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aSlotServesOneReceiver(int major) {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        try (var session = ReplicationSession.open(address, "cairn first");
                var other = ReplicationSession.open(address, "cairn second")) {
            session.createSlot("one");
            Lsn from = session.findSlot("one").orElseThrow().restart().orElseThrow();
            try (WalStream _ = session.stream("one", Timeline.FIRST, from)) {
                Problem problem = problemOf(() -> other.stream("one", Timeline.FIRST, from));

                assertThat(problem.code()).isEqualTo(PostgresProblems.SLOT_IN_USE);
                assertThat(problem.headline())
                        .isEqualTo("replication slot 'one' serves another receiver");
                assertThat(problem.what()).startsWith("replication slot \"one\" is active for PID");
            }
            Problem missing = problemOf(() -> other.stream("none", Timeline.FIRST, from));
            assertThat(missing.code()).isEqualTo(PostgresProblems.SLOT_MISSING);
            assertThat(missing.what())
                    .isEqualTo("replication slot \"none\" does not exist [42704]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRoleThatMayNotReplicateIsRefusedWithARemedy(int major) throws SQLException {
        DatabaseAddress owner = TestServer.of(major).createDatabase();
        try (Connection connection = new Database(owner, "cairn test").connect()) {
            Sql.execute(connection, "DROP ROLE IF EXISTS plain; DROP ROLE IF EXISTS replica");
            Sql.execute(connection, "CREATE ROLE plain LOGIN PASSWORD 'p'");
            Sql.execute(connection, "CREATE ROLE replica LOGIN REPLICATION PASSWORD 'p'");
        }
        var plain = new DatabaseAddress(owner.url(), "plain", new Secret("p"));
        var replica = new DatabaseAddress(owner.url(), "replica", new Secret("p"));
        var wrong = new DatabaseAddress(owner.url(), "replica", new Secret("wrong-4711"));

        Problem problem = problemOf(() -> ReplicationSession.open(plain, "x"));

        assertThat(problem.code()).isEqualTo(PostgresProblems.REPLICATION_REFUSED);
        assertThat(problem.code().exitCode()).isEqualTo(4);
        assertThat(problem.headline())
                .isEqualTo("the server does not let user 'plain' receive its WAL");
        assertThat(problem.remedy())
                .isEqualTo("Let a superuser say ALTER ROLE \"plain\" REPLICATION, then try again.");
        Problem login = problemOf(() -> ReplicationSession.open(wrong, "x"));
        assertThat(login.code()).isEqualTo(PostgresProblems.DATABASE_LOGIN_REFUSED);
        assertThat(login.toString()).doesNotContain("4711");
        try (var session = ReplicationSession.open(replica, "x")) {
            session.createSlot("of_a_replica");
            assertThat(session.identify().flushed().bytes()).isPositive();
            assertThat(session.segmentSize()).isEqualTo(SegmentSize.DEFAULT);
        }
    }

    private static Problem problemOf(Supplier<AutoCloseable> act) {
        try {
            AutoCloseable opened = act.get();
            throw new AssertionError("no problem, but " + opened.getClass());
        } catch (ProblemException e) {
            return e.problem();
        }
    }
}
