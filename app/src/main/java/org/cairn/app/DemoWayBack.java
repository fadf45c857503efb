package org.cairn.app;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.cairn.collect.RunReport;
import org.cairn.kernel.RunNumber;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.postgres.server.RunningServer;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.restore.MakePlan;

/// The part of the demo that protects: a backup, WAL streamed in the background, and the way back
/// to just before a run.
final class DemoWayBack {
    private static final String NOTES = "demo_note";

    private final Supplier<Wiring> anew;
    private final Path into;

    /// @param into where the restored copy goes
    DemoWayBack(Supplier<Wiring> anew, Path into) {
        this.anew = anew;
        this.into = into;
    }

    /// What happened.
    ///
    /// @param before what every dataset held just before the bad run
    /// @param bad what it held just after
    /// @param after what the restored copy holds
    /// @param notes what another session had written into the restored copy: of its two notes, only
    ///   the one from before the run
    record Proof(
            String snapshot,
            RunNumber run,
            MakePlan.Made plan,
            ExecuteRestore.Report restore,
            List<DatasetHashes.Content> before,
            List<DatasetHashes.Content> bad,
            List<DatasetHashes.Content> after,
            List<String> notes) {
        boolean isTheSame() {
            return before.equals(after);
        }
    }

    /// Serves in the background while a bad run is loaded between two commits of another session,
    /// then restores to just before it.
    Proof play(Supplier<RunReport> badRun) {
        TakeBackup.Report backup = anew.get().takeBackup().take();
        ServeProject serve = anew.get().serveProject();
        // What ends it early is of no harm to the story: planning catches up by itself then.
        var _ = Thread.ofPlatform().name("demo-serve").start(serve::run);
        try {
            note("written just before the bad run");
            List<DatasetHashes.Content> before = DatasetHashes.of(anew.get().database());
            RunNumber run = badRun.get().run();
            List<DatasetHashes.Content> bad = DatasetHashes.of(anew.get().database());
            note("written just after it");
            return restored(backup.snapshot().label(), run, before, bad);
        } finally {
            serve.stop();
            serve.awaitEnd();
        }
    }

    private Proof restored(
            String snapshot,
            RunNumber run,
            List<DatasetHashes.Content> before,
            List<DatasetHashes.Content> bad) {
        Wiring wiring = anew.get();
        MakePlan.Made plan =
                wiring.planRestore(null).plan(MakePlan.Order.to(new RestoreTarget.BeforeRun(run)));
        ExecuteRestore.Report report =
                wiring.executeRestore(null, plan)
                        .restore(plan, into, ExecuteRestore.Afterwards.RUN);
        try {
            var copy = new Database(address(wiring, report.port()), "cairn");
            return new Proof(
                    snapshot, run, plan, report, before, bad, DatasetHashes.of(copy), notes(copy));
        } finally {
            RunningServer.find(into).ifPresent(RunningServer::stop);
        }
    }

    private static DatabaseAddress address(Wiring wiring, int port) {
        return ExecuteRestore.at(wiring.database().address(), port);
    }

    private void note(String text) {
        try (Connection connection = anew.get().database().connect()) {
            Sql.execute(
                    connection, "CREATE TABLE IF NOT EXISTS " + NOTES + " (text text NOT NULL)");
            Sql.update(connection, "INSERT INTO " + NOTES + " VALUES (?)", text);
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }

    private static List<String> notes(Database database) {
        try (Connection connection = database.connect()) {
            return Sql.list(connection, "SELECT text FROM " + NOTES, row -> row.getString(1));
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
