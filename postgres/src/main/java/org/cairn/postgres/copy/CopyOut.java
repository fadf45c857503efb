package org.cairn.postgres.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.cairn.postgres.SqlProblems;
import org.postgresql.PGConnection;

/// Streams the rows of a query in binary format, one at a time, without holding them.
public final class CopyOut {
    private static final int SIGNATURE_LENGTH = 11;

    private CopyOut() {}

    /// Calls `action` for each row and gives how many there were. Whatever `action` throws passes
    /// through, after the rest of the rows was read and dropped. The connection can do nothing else
    /// meanwhile.
    ///
    /// Problems: those of [SqlProblems].
    ///
    /// @param act what is being done, as in "cannot …"
    /// @param query SQL without parameters, names quoted by the caller
    public static long read(
            Connection connection, String act, String query, Consumer<TupleView> action) {
        try {
            var copy =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (%s) TO STDOUT (FORMAT binary)".formatted(query));
            try {
                return stream(copy, action);
            } catch (RuntimeException | Error e) {
                drain(copy, e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqlProblems.of(act, e);
        }
    }

    private static long stream(org.postgresql.copy.CopyOut copy, Consumer<TupleView> action)
            throws SQLException {
        var tuple = new TupleView();
        long count = 0;
        boolean first = true;
        for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
            // The server sends whole tuples, one a message; header and trailer may share one.
            int at = first ? headerLength(message) : 0;
            first = false;
            while (at >= 0 && at < message.length) {
                at = tuple.moveTo(message, at);
                if (at >= 0) {
                    action.accept(tuple);
                    count++;
                }
            }
        }
        return count;
    }

    /// Reads the COPY to its end. To cancel it would be quicker and wrong: the request travels on a
    /// connection of its own and can come late and hit the session's next statement.
    private static void drain(org.postgresql.copy.CopyOut copy, Throwable reason) {
        try {
            while (copy.isActive() && copy.readFromCopy() != null) {
                // Nobody wants these rows any more.
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /// Signature, flags, and a header extension whose length comes last before it.
    private static int headerLength(byte[] message) {
        int at = SIGNATURE_LENGTH + 4;
        int extension =
                message[at] << 24
                        | (message[at + 1] & 0xFF) << 16
                        | (message[at + 2] & 0xFF) << 8
                        | (message[at + 3] & 0xFF);
        return at + 4 + extension;
    }
}
