package org.cairn.postgres.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.SqlProblems;
import org.postgresql.PGConnection;

/// One COPY into a table, in binary format: open, write tuples, finish; or close to give up.
///
/// Sends parts of about 256 KiB. The connection can do nothing else until it is finished or closed.
/// Confined to one thread. Problems: those of [SqlProblems].
public final class CopyIn implements AutoCloseable {
    private static final int PART = 256 * 1024;
    // "PGCOPY\n\377\r\n\0", 32 bits of flags and the length of a header extension, both zero.
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    // A field count of -1.
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    private final org.postgresql.copy.CopyIn copy;
    private final String act;
    private final byte[] part = new byte[PART];
    private int used;

    private CopyIn(org.postgresql.copy.CopyIn copy, String act) {
        this.copy = copy;
        this.act = act;
    }

    /// Begins a COPY in the session's transaction.
    ///
    /// @param table as it stands in SQL, that is from [Identifiers#quoteTable]
    /// @param columns plain names, quoted here
    public static CopyIn begin(Connection connection, String table, List<String> columns) {
        String names = columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        String act = "load into " + table;
        try {
            var copyIn =
                    new CopyIn(
                            connection
                                    .unwrap(PGConnection.class)
                                    .getCopyAPI()
                                    .copyIn(
                                            "COPY %s (%s) FROM STDIN (FORMAT binary)"
                                                    .formatted(table, names)),
                            act);
            copyIn.write(HEADER, 0, HEADER.length);
            return copyIn;
        } catch (SQLException e) {
            throw SqlProblems.of(act, e);
        }
    }

    /// Takes whole tuples from a [TupleBuffer]; the array may be used again afterwards.
    public void write(byte[] bytes, int offset, int length) {
        if (length > PART - used) {
            flush();
        }
        if (length > PART) {
            send(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, part, used, length);
            used += length;
        }
    }

    /// Ends the COPY and gives how many rows the server took.
    public long finish() {
        write(TRAILER, 0, TRAILER.length);
        flush();
        try {
            return copy.endCopy();
        } catch (SQLException e) {
            throw SqlProblems.of(act, e);
        }
    }

    /// Cancels the COPY unless it is finished; the transaction is then good for a rollback only.
    @Override
    public void close() {
        if (!copy.isActive()) {
            return;
        }
        try {
            copy.cancelCopy();
        } catch (SQLException e) {
            throw SqlProblems.of(act, e);
        }
    }

    private void flush() {
        if (used > 0) {
            send(part, 0, used);
            used = 0;
        }
    }

    private void send(byte[] bytes, int offset, int length) {
        try {
            copy.writeToCopy(bytes, offset, length);
        } catch (SQLException e) {
            throw SqlProblems.of(act, e);
        }
    }
}
