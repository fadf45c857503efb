package org.cairn.postgres.backup;

import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cairn.postgres.Sql;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/// Reads files by one session: 1 MiB in one statement, of many files where they are small. Confined
/// to one thread.
///
/// Outside of a transaction: nothing holds back what VACUUM may remove.
final class SqlReader implements BackupFiles.Reader {
    private static final String READ =
            """
            SELECT n, pg_read_binary_file(path, begin, length, true)
              FROM unnest(?::text[], ?::bigint[], ?::bigint[])
                   WITH ORDINALITY AS r(path, begin, length, n)
            """;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_RANGES = 500;
    // The binary form from the first time on; as text the bytes would be twice as many.
    private static final int BINARY_AT_ONCE = -1;
    // A server that says nothing for so long is gone.
    private static final int SILENCE_MILLIS = 300_000;

    private final Connection connection;
    private final PreparedStatement statement;
    private final Deque<Key> expected = new ArrayDeque<>();
    private final Deque<Fetched> fetched = new ArrayDeque<>();

    private SqlReader(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    /// Takes the session over.
    static SqlReader of(Connection connection) {
        try {
            connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
            // A backup may pause for long.
            Sql.execute(connection, "SET idle_session_timeout = 0");
            PreparedStatement statement = connection.prepareStatement(READ);
            statement.unwrap(PGStatement.class).setPrepareThreshold(BINARY_AT_ONCE);
            return new SqlReader(connection, statement);
        } catch (SQLException e) {
            throw SqlFiles.failed(e);
        }
    }

    /// A range of a file, told by its path.
    private record Key(String path, long position, int length) {}

    /// @param bytes fewer than wanted where the file ends; null when it is gone
    private record Fetched(Key key, byte @Nullable [] bytes) {}

    @Override
    public void expect(List<BackupFiles.Range> ranges) {
        expected.clear();
        fetched.clear();
        for (BackupFiles.Range range : ranges) {
            expected.add(new Key(range.file().path(), range.position(), range.length()));
        }
    }

    @Override
    public BackupFiles.OpenFile open(DataFile file) {
        return new SqlFile(file.path());
    }

    @Override
    public void close() {
        SqlFiles.close(connection);
    }

    /// A file by its name; that it is gone shows when it is read.
    private final class SqlFile implements BackupFiles.OpenFile {
        private final String path;

        SqlFile(String path) {
            this.path = path;
        }

        @Override
        public int read(byte[] target, int offset, long position, int length)
                throws NoSuchFileException {
            byte[] bytes = bytes(new Key(path, position, length));
            if (bytes == null) {
                throw new NoSuchFileException(path);
            }
            System.arraycopy(bytes, 0, target, offset, bytes.length);
            return bytes.length;
        }

        @Override
        public void close() {}
    }

    private byte @Nullable [] bytes(Key wanted) {
        if (!skipTo(wanted)) {
            return query(List.of(wanted)).getFirst().bytes();
        }
        if (fetched.isEmpty()) {
            fetched.addAll(query(together()));
        }
        return fetched.removeFirst().bytes();
    }

    /// Lets go what was expected before a range and did not come; false when it is not expected.
    private boolean skipTo(Key wanted) {
        if (fetched.stream().anyMatch(one -> one.key().equals(wanted))) {
            while (!fetched.getFirst().key().equals(wanted)) {
                fetched.removeFirst();
            }
            return true;
        }
        if (expected.contains(wanted)) {
            fetched.clear();
            while (!expected.getFirst().equals(wanted)) {
                expected.removeFirst();
            }
            return true;
        }
        return false;
    }

    /// The next ranges that one statement brings.
    private List<Key> together() {
        List<Key> keys = new ArrayList<>();
        long bytes = 0;
        do {
            Key key = expected.removeFirst();
            keys.add(key);
            bytes += key.length();
        } while (!expected.isEmpty()
                && keys.size() < MOST_RANGES
                && bytes + expected.getFirst().length() <= MOST_BYTES);
        return keys;
    }

    private List<Fetched> query(List<Key> keys) {
        List<Fetched> answers = new ArrayList<>(keys.size());
        try {
            statement.setArray(
                    1, connection.createArrayOf("text", keys.stream().map(Key::path).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf("int8", keys.stream().map(Key::position).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "int8", keys.stream().map(key -> (long) key.length()).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(
                            new Fetched(
                                    keys.get(Math.toIntExact(rows.getLong(1)) - 1),
                                    rows.getBytes(2)));
                }
            }
        } catch (SQLException e) {
            throw SqlFiles.failed(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while reading files over SQL");
        }
        return answers;
    }
}
