package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackupSessionPgTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void startsAndStopsWithALabelThatNamesWhereItBegan(int major) throws Exception {
        try (Connection connection = connect(major);
                BackupSession session = BackupSession.start(connection, "it's ünïcode")) {
            BackupSession.Stopped stopped = session.stop();

            String label = new String(stopped.backupLabel(), StandardCharsets.UTF_8);
            assertThat(session.started().timeline()).isEqualTo(Timeline.FIRST);
            assertThat(label)
                    .startsWith("START WAL LOCATION: " + session.started().start())
                    .contains("\nLABEL: it's ünïcode\n")
                    .contains("\nSTART TIMELINE: 1\n");
            assertThat(stopped.tablespaceMap()).isEmpty();
            assertThat(session.range(stopped).contains(session.started().start())).isTrue();
            assertThat(session.range(stopped).end()).isEqualTo(stopped.stop());
        }
    }

    @Test
    void closingWithoutStoppingGivesItUp() throws Exception {
        try (Connection connection = connect(18)) {
            BackupSession.start(connection, "given up").close();

            assertThatThrownBy(() -> Sql.execute(connection, "SELECT pg_backup_stop(false)"))
                    .hasMessageContaining("backup is not in progress");
            try (BackupSession next = BackupSession.start(connection, "next")) {
                assertThat(next.stop().backupLabel()).isNotEmpty();
            }
        }
    }

    @Test
    void aLostSessionIsALostBackup() throws Exception {
        try (Connection other = connect(18);
                Connection connection = connect(18)) {
            BackupSession session = BackupSession.start(connection, "lost");
            int pid = Sql.load(connection, "SELECT pg_backend_pid()", row -> row.getInt(1));
            Sql.load(other, "SELECT pg_terminate_backend(?, 5000)", row -> row.getBoolean(1), pid);

            assertThatThrownBy(session::stop)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("(database-lost)");
            session.close();
        }
    }

    @Test
    void closingAfterTheSessionWasLostIsQuiet() throws Exception {
        try (Connection other = connect(18);
                Connection connection = connect(18)) {
            BackupSession session = BackupSession.start(connection, "lost");
            int pid = Sql.load(connection, "SELECT pg_backend_pid()", row -> row.getInt(1));
            Sql.load(other, "SELECT pg_terminate_backend(?, 5000)", row -> row.getBoolean(1), pid);

            session.close();

            assertThat(connection.isValid(1)).isFalse();
        }
    }

    private static Connection connect(int major) {
        return new Database(TestServer.of(major).createDatabase(), "cairn test").connect();
    }
}
