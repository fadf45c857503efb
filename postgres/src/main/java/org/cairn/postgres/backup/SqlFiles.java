package org.cairn.postgres.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;

/// The files of a running server, read by its own functions over SQL: nothing is needed on its
/// machine, and no superuser ([BackupRights]).
///
/// Lists by the session of the backup; every reader has a session of its own, on the same server.
public final class SqlFiles implements BackupFiles {
    private static final int MOST_CONTROL_BYTES = 1 << 16;
    private static final int MOST_HISTORY_BYTES = 1 << 20;
    private static final String WHO =
            """
            SELECT system_identifier::text AS server, pg_postmaster_start_time() AS started,
                   pg_is_in_recovery() AS standby
              FROM pg_control_system()
            """;
    private static final String READ = "SELECT pg_read_binary_file(?, 0, ?, true)";

    private final Database database;
    private final Connection session;
    private final ServerFacts facts;
    private final Who who;

    private SqlFiles(Database database, Connection session, ServerFacts facts, Who who) {
        this.database = database;
        this.session = session;
        this.facts = facts;
        this.who = who;
    }

    /// Which server a session talks to, and since when it has been running.
    private record Who(String server, Instant started, boolean standby) {
        static Who ask(Connection connection) {
            return Sql.load(
                    connection,
                    WHO,
                    row ->
                            new Who(
                                    row.getString("server"),
                                    Objects.requireNonNull(Sql.instant(row, "started")),
                                    row.getBoolean("standby")));
        }
    }

    /// Makes sure that the user may read. Problems: `backup-grants-missing`,
    /// `server-build-unsupported`.
    ///
    /// @param session of the backup; stays the caller's
    public static SqlFiles open(Database database, Connection session, ServerFacts facts) {
        facts.requirePages();
        BackupRights.requireToRead(session);
        return new SqlFiles(database, session, facts, Who.ask(session));
    }

    @Override
    public Listing list(ServerFacts now) {
        return new DirectoryWalk(new SqlTree(session, facts), now).walk();
    }

    /// The files are those of the server that we talk to.
    @Override
    public void requireReached(Lsn start) {}

    @Override
    public byte[] readControlFile() {
        return ControlFile.readWhole(
                () -> read(ControlFile.PATH, MOST_CONTROL_BYTES).orElseGet(() -> new byte[0]));
    }

    @Override
    public Optional<byte[]> readHistory(Timeline timeline) {
        return read("pg_wal/" + timeline.hex() + ".history", MOST_HISTORY_BYTES);
    }

    /// Opens a session. Problems: those of [Database#connect]; `data-directory-other` when another
    /// server answers, or the same one started anew.
    @Override
    public Reader reader() {
        Connection connection = database.connect();
        try {
            if (!Who.ask(connection).equals(who)) {
                throw PostgresProblems.DATA_DIRECTORY_OTHER
                        .says("another server answered than the one whose backup has begun")
                        .what("a further session came to another server, or it was started anew")
                        .kept("nothing was stored")
                        .remedy("Set database.url to one server, then take the backup again.")
                        .asException();
            }
            return SqlReader.of(connection);
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    private Optional<byte[]> read(String path, int most) {
        return ask(() ->
                Sql.list(session, READ, row -> Optional.ofNullable(row.getBytes(1)), path, most)
                        .getFirst());
    }

    /// Runs a statement that reads files, and tells the server's own rights from those of our user.
    static <T> T ask(Supplier<T> statement) {
        try {
            return statement.get();
        } catch (ProblemException e) {
            throw e.problem().code().equals(PostgresProblems.DATABASE_DENIED)
                    ? unreadable(e.problem().what(), e)
                    : e;
        }
    }

    /// What a failed statement that reads files means.
    static ProblemException failed(SQLException e) {
        ProblemException problem = SqlProblems.of("read the files of the server", e);
        return problem.problem().code().equals(PostgresProblems.DATABASE_DENIED)
                ? unreadable(problem.problem().what(), problem)
                : problem;
    }

    private static ProblemException unreadable(String what, ProblemException cause) {
        return PostgresProblems.DATA_DIRECTORY_UNREADABLE
                .says("the server cannot read one of its files")
                .what("%s", what)
                .kept("the server is not affected")
                .remedy("Let the user of the server read the file, or move it elsewhere.")
                .asException(cause);
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqlProblems.of("close a session", e);
        }
    }
}
