package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.cairn.kernel.Problem;
import org.cairn.kernel.Secret;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What a test server does not say, because it has a line in pg_hba.conf and senders to spare.
final class ConnectRefusalTest {
    private static final DatabaseAddress ADDRESS =
            new DatabaseAddress("jdbc:postgresql://h/d", "u", new Secret("p"));

    @Test
    void aMissingLineInPgHbaIsNoWrongPassword() {
        Problem problem =
                refusal("no pg_hba.conf entry for replication connection from host \"h\"", "28000");

        assertThat(problem.code()).isEqualTo(PostgresProblems.REPLICATION_REFUSED);
        assertThat(problem.remedy())
                .isEqualTo(
                        "Add a line 'host replication u ADDRESS scram-sha-256' to pg_hba.conf,"
                                + " reload, and try again.");
    }

    @Test
    void aRoleThatMayNotLogInIsALoginRefused() {
        assertThat(refusal("role \"u\" is not permitted to log in", "28000").code())
                .isEqualTo(PostgresProblems.DATABASE_LOGIN_REFUSED);
    }

    @Test
    void whereAllSendersAreTakenTheyAreExhausted() {
        Problem problem =
                refusal("number of requested standby connections exceeds max_wal_senders", "53300");

        assertThat(problem.code()).isEqualTo(PostgresProblems.WAL_SENDERS_EXHAUSTED);
        assertThat(problem.code().exitCode()).isEqualTo(5);
    }

    private static Problem refusal(String message, String state) {
        var said = new ServerErrorMessage("SFATAL\0C%s\0M%s\0\0".formatted(state, message));
        return new ConnectRefusal(ADDRESS, new PSQLException(said)).ofReplication().problem();
    }
}
