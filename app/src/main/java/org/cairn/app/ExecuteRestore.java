package org.cairn.app;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunLedger;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.SqlProblems;
import org.cairn.protect.restore.Delta;
import org.cairn.protect.restore.MakePlan;
import org.cairn.protect.restore.RestoreFolders;
import org.cairn.protect.restore.Restorer;
import org.jspecify.annotations.Nullable;

/// Restores a server into a new directory, or over one of its own, starts it there and asks it what
/// it holds.
public final class ExecuteRestore {
    private final Restorer restorer;
    private final @Nullable DatabaseAddress login;
    private final InstantSource clock;

    /// @param login how to enter the restored server: the user and database of the original; null
    ///   when nobody knows, and then it is not asked
    ExecuteRestore(Restorer restorer, @Nullable DatabaseAddress login, InstantSource clock) {
        this.restorer = restorer;
        this.login = login;
        this.clock = clock;
    }

    /// Whether the restored server goes on running.
    public enum Afterwards {
        RUN,
        STOP
    }

    /// What was restored.
    ///
    /// @param port where it listens; 0 when it was stopped
    /// @param notAsked why it was not asked for its runs; empty when it was
    /// @param lastRun the last committed run in it; null when there is none
    /// @param delta what was changed in a directory that was there; null for a new one
    public record Report(
            Path directory,
            int port,
            int timeline,
            Lsn recoveredTo,
            Instant lastCommit,
            String notAsked,
            @Nullable RunNumber lastRun,
            Duration fetch,
            Duration replay,
            Duration check,
            @Nullable Delta delta) {}

    /// Problems: those of [Restorer#restore].
    public Report restore(MakePlan.Made made, Path into, Afterwards afterwards) {
        RestoreFolders folders = RestoreFolders.of(into, made.tablespaces());
        return looked(restorer.restore(made, folders), folders, afterwards);
    }

    /// Whether a directory holds anything over which would be restored.
    public static boolean isBegun(MakePlan.Made made, Path directory) {
        return RestoreFolders.of(directory, made.tablespaces()).isBegun();
    }

    /// Says what [#restoreOver] would change. Problems: those of [Restorer#compare].
    public Delta compare(MakePlan.Made made, Path directory) {
        return restorer.compare(made, RestoreFolders.of(directory, made.tablespaces()));
    }

    /// Restores over a data directory of the server. Problems: those of [Restorer#restoreOver].
    public Report restoreOver(MakePlan.Made made, Path directory, Afterwards afterwards) {
        RestoreFolders folders = RestoreFolders.of(directory, made.tablespaces());
        return looked(restorer.restoreOver(made, folders), folders, afterwards);
    }

    private Report looked(
            Restorer.Restored restored, RestoreFolders folders, Afterwards afterwards) {
        Instant began = clock.instant();
        LastRun lastRun = lastRun(restored);
        Duration check = Duration.between(began, clock.instant());
        if (afterwards == Afterwards.STOP) {
            restored.server().stop();
            folders.clearWorkshop();
        }
        return new Report(
                restored.directory(),
                afterwards == Afterwards.RUN ? restored.server().port() : 0,
                restored.timeline().number(),
                restored.reached(),
                restored.lastCommit(),
                lastRun.notAsked(),
                lastRun.run(),
                restored.fetch(),
                restored.replay(),
                check,
                restored.delta());
    }

    private record LastRun(@Nullable RunNumber run, String notAsked) {}

    private LastRun lastRun(Restorer.Restored restored) {
        DatabaseAddress original = login;
        if (original == null) {
            return new LastRun(null, "nobody knows how to log in");
        }
        var database = new Database(at(original, restored.server().port()), "cairn");
        try (Connection connection = database.connect()) {
            return new LastRun(RunLedger.lastCommitted(connection).orElse(null), "");
        } catch (ProblemException e) {
            // The restore is done and is not undone by this; the user hears what was not checked.
            return new LastRun(null, e.problem().headline() + ": " + e.problem().what());
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }

    /// The same database of the same user, on the loopback port of the copy.
    static DatabaseAddress at(DatabaseAddress original, int port) {
        String url = original.url();
        int question = url.indexOf('?');
        String place = question < 0 ? url : url.substring(0, question);
        String database = place.substring(place.lastIndexOf('/') + 1);
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database),
                original.user(),
                original.password());
    }
}
