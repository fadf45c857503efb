package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.VaultWait;

/// Brings the vault up to what there is before somebody looks at it: the journal's WAL, and that of
/// the server where it runs. Starts no server.
final class CatchUpFirst {
    private static final Duration SERVE_MAY_TAKE = Duration.ofSeconds(30);

    private final StreamSettings settings;
    private final CatchUp catchUp;
    private final Supplier<Optional<Database>> running;
    private final EventSink events;

    /// @param running the project's database when its server runs
    CatchUpFirst(
            StreamSettings settings,
            CatchUp catchUp,
            Supplier<Optional<Database>> running,
            EventSink events) {
        this.settings = settings;
        this.catchUp = catchUp;
        this.running = running;
        this.events = events;
    }

    /// Where the WAL of a server ends.
    private record Position(String server, Timeline timeline, Lsn flushed) {}

    /// Never fails: a restore must be possible when server and journal are gone. What could not be
    /// reached is said.
    void forRestore() {
        if (!succeeds(this::upToTheServer)) {
            // What was received and acknowledged may lie in the journal only.
            var _ = succeeds(catchUp::shipJournal);
        }
    }

    private void upToTheServer() {
        Optional<Database> database = running.get();
        if (database.isPresent()) {
            upTo(position(database.get()));
        } else {
            catchUp.shipJournal();
        }
    }

    private boolean succeeds(Runnable act) {
        try {
            act.run();
            return true;
        } catch (ProblemException e) {
            events.accept(
                    new RunEvent.Noted(
                            "the vault was not brought up to date, the plan is made from what it"
                                    + " has: "
                                    + e.problem().headline()));
            return false;
        }
    }

    private void upTo(Position position) {
        // WAL is shipped in order, so the last byte stands for all that was received before it.
        var lastByte =
                new WalRange(
                        position.timeline(),
                        new Lsn(position.flushed().bytes() - 1),
                        position.flushed());
        if (VaultWait.coverage(settings.vault(), position.server()).covers(lastByte)) {
            return;
        }
        try {
            catchUp.upToNow();
        } catch (ProblemException e) {
            if (!e.problem().code().equals(ProtectProblems.STREAM_RUNNING)) {
                throw e;
            }
            VaultWait.await(settings, catchUp, position.server(), lastByte, SERVE_MAY_TAKE);
        }
    }

    private static Position position(Database database) {
        try (Connection connection = database.connect()) {
            var identity = database.identity(connection);
            Lsn flushed =
                    Sql.load(
                            connection,
                            "SELECT pg_current_wal_flush_lsn()::text",
                            row -> Lsn.parse(row.getString(1)));
            return new Position(
                    identity.systemIdentifier(), new Timeline(identity.timeline()), flushed);
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
