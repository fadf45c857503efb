package org.cairn.protect.backup;

import java.sql.Connection;
import java.util.Set;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.Database;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.ServerFacts;
import org.cairn.postgres.backup.SqlFiles;
import org.cairn.vault.snapshot.FileSource;
import org.cairn.vault.snapshot.SnapshotContent.ReadFrom;

/// The files that a backup reads, and why from there.
record ChosenFiles(BackupFiles files, ReadFrom from) {
    private static final Set<ProblemCode> ELSEWHERE =
            Set.of(
                    PostgresProblems.DATA_DIRECTORY_UNREADABLE,
                    PostgresProblems.DATA_DIRECTORY_OTHER);

    /// Who may be asked for files.
    record Server(Database database, Connection session, ServerFacts facts) {}

    /// Chooses before the backup begins. Problems: those of [DataDirectory#open] and of
    /// [SqlFiles#open].
    static ChosenFiles before(SourceChoice wanted, Server server) {
        return switch (wanted) {
            case LOCAL -> local(server, "that was asked for");
            case SQL -> sql(server, "that was asked for");
            case AUTO -> {
                try {
                    yield local(server, "the data directory is on this machine");
                } catch (ProblemException e) {
                    yield orSql(server, e);
                }
            }
        };
    }

    /// Makes sure, after the backup has begun, that the files are those of the server and not of a
    /// copy; then there may be another choice. Problems: `data-directory-other`, and those of
    /// [SqlFiles#open].
    ChosenFiles sure(SourceChoice wanted, Server server, Lsn start) {
        try {
            files.requireReached(start);
            return this;
        } catch (ProblemException e) {
            if (wanted == SourceChoice.AUTO) {
                return orSql(server, e);
            }
            throw e;
        }
    }

    /// One sentence for people.
    String text() {
        String where =
                switch (from.source()) {
                    case LOCAL -> "files are read from the data directory: ";
                    case SQL -> "files are read over SQL: ";
                };
        return where + from.reason();
    }

    private static ChosenFiles local(Server server, String reason) {
        return new ChosenFiles(
                DataDirectory.open(server.facts()), new ReadFrom(FileSource.LOCAL, reason));
    }

    private static ChosenFiles sql(Server server, String reason) {
        return new ChosenFiles(
                SqlFiles.open(server.database(), server.session(), server.facts()),
                new ReadFrom(FileSource.SQL, reason));
    }

    private static ChosenFiles orSql(Server server, ProblemException local) {
        if (!ELSEWHERE.contains(local.problem().code())) {
            throw local;
        }
        String why = local.problem().headline() + ": " + local.problem().what();
        try {
            return sql(server, why);
        } catch (ProblemException e) {
            throw e.problem().code().equals(PostgresProblems.BACKUP_GRANTS_MISSING)
                    ? neither(why, e)
                    : e;
        }
    }

    private static ProblemException neither(String why, ProblemException denied) {
        return PostgresProblems.BACKUP_GRANTS_MISSING
                .says("%s", denied.problem().headline())
                .what("%s; and here: %s", denied.problem().what(), why)
                .kept("nothing was stored")
                .remedy(
                        "%s Or run Cairn on the machine of the server, as a user who may read its"
                                + " data directory.",
                        denied.problem().remedy())
                .asException(denied);
    }
}
