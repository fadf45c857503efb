package org.cairn.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.postgres.Database;
import org.cairn.postgres.testing.TestServer;

/// An empty database with schema `cairn`, and sessions in it that end with the test.
public final class LedgerDatabase implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Database database;
    private final List<Connection> sessions = new ArrayList<>();
    private int documents;

    public LedgerDatabase(int major) {
        this.database = new Database(TestServer.of(major).createDatabase(), "ledger test");
        Ledger.upgrade(session());
    }

    public Connection session() {
        Connection connection = database.connect();
        sessions.add(connection);
        return connection;
    }

    /// The run is alive as long as the session.
    public static RunNumber begin(Connection connection) {
        return new RunLedger().begin(connection, null, List.of("test"), null, NOW);
    }

    /// Writes a document of a run down and gives its number.
    public long document(Connection connection, RunNumber run) {
        documents++;
        return new LineageLedger().addDocument(connection, record(documents, run));
    }

    public static DocumentRecord record(int number, RunNumber run) {
        return new DocumentRecord(
                new DocumentId("%032x".formatted(number)),
                "gvrc",
                "file:data/%d.json".formatted(number),
                number + ".json",
                Sha256.of(new byte[] {(byte) number}),
                1234,
                NOW,
                run);
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
    }
}
