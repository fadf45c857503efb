package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
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
    void streamsThroughASlot(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        try (Connection connection = new Database(address, "cairn test").connect();
                var session = ReplicationSession.open(address, "cairn receiver")) {
            assertThat(session.findSlot("streams")).isEmpty();
            session.createSlot("streams");
            session.createSlot("streams");
            Slot slot = session.findSlot("streams").orElseThrow();
            Lsn from = session.segmentSize().startOf(slot.restart().orElseThrow());
            try (WalStream stream = session.stream("streams", Timeline.FIRST, from)) {
                Sql.execute(connection, "CREATE TABLE t ()");
                Lsn wanted =
                        Lsn.parse(
                                Sql.load(
                                        connection,
                                        "SELECT pg_current_wal_flush_lsn()::text",
                                        row -> row.getString(1)));
                Lsn reached = from;
                while (reached.compareTo(wanted) < 0) {
                    if (stream.read() instanceof WalStream.Message.Bytes bytes) {
                        reached = bytes.end();
                    }
                }
                stream.report(reached, reached, Instant.EPOCH);
            }
        }
    }
}
