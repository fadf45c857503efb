package org.cairn.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.cairn.kernel.ProblemCode;
import org.cairn.postgres.PostgresProblems;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What a server says for moments that no test can hit at will.
final class RefusalTest {
    @Test
    void aFileThatWentWhileItWasReadIsRemovedWalWhateverTheState() {
        assertThat(refusal("XX000", "CheckXLogRemoved")).isEqualTo(PostgresProblems.WAL_REMOVED);
        assertThat(refusal("42501", "CheckXLogRemoved")).isEqualTo(PostgresProblems.WAL_REMOVED);
    }

    @Test
    void anyOtherInternalErrorIsNone() {
        assertThat(refusal("XX000", "WalSndSegmentOpen"))
                .isEqualTo(PostgresProblems.DATABASE_STATEMENT_FAILED);
    }

    private static ProblemCode refusal(String state, String routine) {
        var said =
                new ServerErrorMessage(
                        "SERROR\0C%s\0Mrequested WAL segment 0 has already been removed\0R%s\0\0"
                                .formatted(state, routine));
        return Refusal.ofStream("s", new PSQLException(said)).problem().code();
    }
}
