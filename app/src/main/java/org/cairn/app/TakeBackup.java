package org.cairn.app;

import java.sql.SQLException;
import java.util.function.Function;
import org.cairn.kernel.EventSink;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;
import org.cairn.protect.backup.BackupLimits;
import org.cairn.protect.backup.BackupOptions;
import org.cairn.protect.backup.BackupResult;
import org.cairn.protect.backup.BackupTaker;
import org.cairn.protect.backup.SourceChoice;
import org.cairn.protect.backup.WalDurability;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.vault.snapshot.Snapshot;

/// Takes a backup of the project's server. Its WAL is streamed by `cairn serve` where that runs,
/// and by this act where it does not.
public final class TakeBackup {
    private final Means means;
    private final Stream stream;
    private final How how;
    private final EventSink events;

    TakeBackup(Means means, Stream stream, How how, EventSink events) {
        this.means = means;
        this.stream = stream;
        this.how = how;
        this.events = events;
    }

    /// What it is taken with.
    ///
    /// @param sparse which packs nothing is shared with
    record Means(
            Database database, Function<WalDurability, BackupTaker> taker, SparseNote sparse) {}

    /// How it is taken.
    public record How(BackupLimits limits, SourceChoice source) {}

    /// How WAL is received: beside the backup, or by nobody else meanwhile.
    record Stream(
            StreamSettings settings,
            Function<StreamListener, WalStreaming> streams,
            CatchUp catchUp) {}

    /// What was taken.
    public record Report(Snapshot snapshot, double seconds) {}

    /// Problems: those of [BackupTaker#take], of the stream and of the vault; no backup is visible
    /// then.
    public Report take() {
        return take(BackupOptions.standard(Version.tool()));
    }

    /// As [#take], and everything is read, whatever could be known of what changed.
    public Report takeReadingAll() {
        return take(BackupOptions.standard(Version.tool()).readingAll());
    }

    private Report take(BackupOptions options) {
        String server = server();
        // Before the backup begins, the slot must be there: it makes the server keep the WAL from
        // the backup's start on.
        try (var wal = StreamedWal.begin(stream, server)) {
            BackupOptions full =
                    options.within(how.limits()).from(how.source()).leaving(means.sparse().read());
            BackupResult result = means.taker().apply(wal).take(full, events);
            return new Report(result.snapshot(), result.elapsed().toMillis() / 1000.0);
        }
    }

    private String server() {
        try (var connection = means.database().connect()) {
            // Before the stream: a server that is set so has no session for it either.
            BackupTaker.requireSettings(connection);
            return means.database().identity(connection).systemIdentifier();
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
