package org.cairn.postgres;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// Every problem that a database, its statements or the embedded server can raise.
public final class PostgresProblems {
    public static final ProblemCode DATABASE_URL_WRONG =
            ProblemCode.of(
                    "database-url-wrong",
                    Fault.USAGE,
                    "The address of the database is not one that Cairn can use. It must look like"
                            + " jdbc:postgresql://host:5432/name and may carry only parameters about"
                            + " encryption and the choice of the host; user and password have their"
                            + " own settings. Correct database.url in cairn.yaml.");
    public static final ProblemCode DATABASE_UNREACHABLE =
            ProblemCode.of(
                    "database-unreachable",
                    Fault.OUTSIDE,
                    "Nothing answered as PostgreSQL at the configured host and port within ten"
                            + " seconds. The server may be stopped or starting, the address may be"
                            + " wrong, or a firewall may be between. Nothing was changed; trying"
                            + " again is safe.");
    public static final ProblemCode DATABASE_LOGIN_REFUSED =
            ProblemCode.of(
                    "database-login-refused",
                    Fault.DENIED,
                    "The server answered but did not accept the user or the password, or its"
                            + " pg_hba.conf has no line for this client. Nothing was changed. Check"
                            + " database.user and where its password comes from.");
    public static final ProblemCode DATABASE_MISSING =
            ProblemCode.of(
                    "database-missing",
                    Fault.USAGE,
                    "The server is there but has no database of that name. Cairn does not create"
                            + " databases on servers that it does not run itself. Create it with"
                            + " CREATE DATABASE or correct the name in database.url.");
    public static final ProblemCode SERVER_TOO_OLD =
            ProblemCode.of(
                    "server-too-old",
                    Fault.USAGE,
                    "The server is older than PostgreSQL 15, the oldest that Cairn is tested with."
                            + " Statements that Cairn relies on do not exist there, so it stops"
                            + " before doing anything. Upgrade the server or leave database.url out"
                            + " to use the embedded one.");
    public static final ProblemCode DATABASE_LOST =
            ProblemCode.of(
                    "database-lost",
                    Fault.OUTSIDE,
                    "The connection ended in the middle of the work: the server stopped, crashed or"
                            + " the network broke. The open transaction was rolled back by the"
                            + " server, so nothing is loaded by half. Trying again is safe.");
    public static final ProblemCode DATABASE_FULL =
            ProblemCode.of(
                    "database-full",
                    Fault.LIMIT,
                    "The disk of the database has no space left. The transaction was rolled back and"
                            + " what was there before is unchanged. Free space, then repeat the"
                            + " command.");
    public static final ProblemCode DATABASE_LIMIT =
            ProblemCode.of(
                    "database-limit",
                    Fault.LIMIT,
                    "The server reached a limit other than disk space: memory, a size or a number"
                            + " that PostgreSQL does not go beyond. The transaction was rolled back."
                            + " The message says which limit; raise it or make the work smaller.");
    public static final ProblemCode DATABASE_BUSY =
            ProblemCode.of(
                    "database-busy",
                    Fault.OUTSIDE,
                    "Another session held what was needed, or the server gave up on one of two that"
                            + " waited for each other, or a time limit passed. The transaction was"
                            + " rolled back. Trying again is safe and usually succeeds.");
    public static final ProblemCode DATABASE_DENIED =
            ProblemCode.of(
                    "database-denied",
                    Fault.DENIED,
                    "The database user is not allowed to do what was needed, or the server accepts no"
                            + " writes at all because it is a standby. Nothing was changed. Grant the"
                            + " right that the message names, or use the primary server.");
    public static final ProblemCode DATABASE_DAMAGED =
            ProblemCode.of(
                    "database-damaged",
                    Fault.DAMAGE,
                    "The server found that a page, an index or a file of the database is not what it"
                            + " wrote, or could not read it. Do not write to it any more: keep a copy"
                            + " of the data directory, then restore from a backup or load again from"
                            + " the vault.");
    public static final ProblemCode DATABASE_VALUE_REFUSED =
            ProblemCode.of(
                    "database-value-refused",
                    Fault.DATA,
                    "The server refused a value: it breaks a constraint, a trigger or an index of the"
                            + " table, or no column of that type can hold it. The transaction was"
                            + " rolled back, so nothing of it is stored. Take the constraint away if"
                            + " it was added by hand, or declare a check that sends such records to"
                            + " quarantine.");
    public static final ProblemCode DATABASE_STATEMENT_FAILED =
            ProblemCode.of(
                    "database-statement-failed",
                    Fault.BUG,
                    "The server refused a statement for a reason that Cairn did not expect; the"
                            + " SQLSTATE says which (PostgreSQL manual, appendix A). The transaction"
                            + " was rolled back. If the tables were not changed by hand, this is a"
                            + " mistake in Cairn: please report it with the SQLSTATE.");
    public static final ProblemCode SCHEMA_FROM_FUTURE =
            ProblemCode.of(
                    "schema-from-future",
                    Fault.USAGE,
                    "Cairn's own tables in this database were made by a newer Cairn than this one."
                            + " Working on them with old code could lose what the newer one keeps"
                            + " there, so nothing was done. Use the newer Cairn.");
    public static final ProblemCode IDENTIFIER_WRONG =
            ProblemCode.of(
                    "identifier-wrong",
                    Fault.USAGE,
                    "A name for a table, column or schema cannot exist in PostgreSQL: it is empty,"
                            + " longer than 63 bytes in UTF-8, or holds a character that cannot be"
                            + " stored. PostgreSQL would cut long names silently and two of them"
                            + " could become one, so Cairn refuses. Choose a shorter name.");
    public static final ProblemCode MACHINE_UNSUPPORTED =
            ProblemCode.of(
                    "machine-unsupported",
                    Fault.USAGE,
                    "The embedded PostgreSQL exists for Linux on x86-64 and arm64 only. Set"
                            + " database.url to a PostgreSQL server of version 15 or newer that runs"
                            + " elsewhere.");
    public static final ProblemCode POSTGRES_NEEDS_USER =
            ProblemCode.of(
                    "postgres-needs-user",
                    Fault.USAGE,
                    "PostgreSQL refuses to run as root. Cairn tried a user namespace (unshare) and"
                            + " another user (setpriv); this machine allows neither for this"
                            + " directory. Run Cairn as an ordinary user, or set database.url to a"
                            + " server that already runs.");
    public static final ProblemCode SERVER_DID_NOT_START =
            ProblemCode.of(
                    "server-did-not-start",
                    Fault.OUTSIDE,
                    "The embedded PostgreSQL ended or did not become ready in time. The last lines of"
                            + " its log are shown with the problem and usually name the cause. The"
                            + " data directory is unchanged by a failed start.");
    public static final ProblemCode SERVER_DID_NOT_STOP =
            ProblemCode.of(
                    "server-did-not-stop",
                    Fault.OUTSIDE,
                    "The embedded PostgreSQL was told to stop and is still running after the time"
                            + " allowed. It may be writing a large checkpoint. Nothing is lost; ask"
                            + " again later.");
    public static final ProblemCode SERVER_IN_USE =
            ProblemCode.of(
                    "server-in-use",
                    Fault.OUTSIDE,
                    "Another Cairn has been starting or stopping this project's embedded server for"
                            + " longer than this one was willing to wait. Nothing was done. Try again"
                            + " when the other command has ended.");
    public static final ProblemCode SERVER_OTHER_MAJOR =
            ProblemCode.of(
                    "server-other-major",
                    Fault.USAGE,
                    "The data directory of the embedded server was made by another major version of"
                            + " PostgreSQL than the one in this Cairn, and PostgreSQL cannot open it."
                            + " Nothing was touched. Use the Cairn that made it, or move the directory"
                            + " away and load again from the vault.");
    public static final ProblemCode SERVER_DATA_INCOMPLETE =
            ProblemCode.of(
                    "server-data-incomplete",
                    Fault.DAMAGE,
                    "The data directory of the embedded server exists but lacks files without which"
                            + " PostgreSQL cannot start. Cairn puts a data directory in place only"
                            + " when it is whole, so something else removed them. It is left as it is;"
                            + " restore it from a backup or move it away.");
    public static final ProblemCode SERVER_PASSWORD_MISSING =
            ProblemCode.of(
                    "server-password-missing",
                    Fault.DENIED,
                    "The file with the password of the embedded server is gone while its data is"
                            + " there. The data is untouched. Put the file back from a copy, or move"
                            + " the data directory away and load again from the vault.");
    public static final ProblemCode SERVER_FILES_FAILED =
            ProblemCode.of(
                    "server-files-failed",
                    Fault.OUTSIDE,
                    "A file or program that the embedded server needs could not be read, written or"
                            + " run. The message names it. Check the rights of the directory and"
                            + " whether the disk works, then try again.");

    public static final ProblemCode REPLICATION_REFUSED =
            ProblemCode.of(
                    "replication-refused",
                    Fault.DENIED,
                    "The server does not let the database user receive its write-ahead log: the role"
                            + " lacks the attribute REPLICATION, pg_hba.conf has no line for"
                            + " replication that fits, or wal_level is minimal. Nothing was changed."
                            + " The remedy says which of them to put right.");
    public static final ProblemCode WAL_SENDERS_EXHAUSTED =
            ProblemCode.of(
                    "wal-senders-exhausted",
                    Fault.OUTSIDE,
                    "All sessions for replication that the server offers are taken by standbys, base"
                            + " backups or other receivers. Nothing was changed. End one of them, or"
                            + " raise max_wal_senders, which needs a restart of the server.");
    public static final ProblemCode SLOT_IN_USE =
            ProblemCode.of(
                    "slot-in-use",
                    Fault.OUTSIDE,
                    "Another session receives WAL through the replication slot, and a slot serves one"
                            + " at a time. It may be another Cairn, or the server has not yet noticed"
                            + " that an earlier one is gone, which takes at most wal_sender_timeout."
                            + " Try again, or look into pg_stat_replication.");
    public static final ProblemCode SLOT_MISSING =
            ProblemCode.of(
                    "slot-missing",
                    Fault.OUTSIDE,
                    "The replication slot does not exist: it was dropped, or the server is another"
                            + " one than before, since slots are not copied to standbys. WAL may have"
                            + " been removed since. Create the slot again and see whether the server"
                            + " still has what follows the last byte received.");
    public static final ProblemCode WAL_REMOVED =
            new ProblemCode(
                    "wal-removed",
                    Fault.LIMIT,
                    21,
                    "The server has removed WAL that was not received yet: the receiver was away for"
                            + " longer than max_slot_wal_keep_size allows, or the slot was dropped."
                            + " No point in time inside the gap can be restored; what was received"
                            + " before stays good. Make a backup at once: the way back begins anew"
                            + " with it. Raise max_slot_wal_keep_size to allow for longer absences.");
    public static final ProblemCode WAL_DIVERGED =
            ProblemCode.of(
                    "wal-diverged",
                    Fault.USAGE,
                    "The server's own history does not have the WAL that was received from it before:"
                            + " it was restored to an earlier point, or a standby was promoted that"
                            + " lacked the end. Nothing was changed; what was received is kept. If"
                            + " this is the server to protect from now on, begin with a new backup.");
    public static final ProblemCode PROGRAMS_MISSING =
            ProblemCode.of(
                    "programs-missing",
                    Fault.USAGE,
                    "No programs of the wanted major version of PostgreSQL were found. Cairn looks in"
                            + " database.bindir, then takes those it has embedded, then looks where"
                            + " Debian puts them and along PATH. Install PostgreSQL of that version"
                            + " on this machine or set database.bindir to its bin directory.");
    public static final ProblemCode RESTORED_SERVER_FAILED =
            ProblemCode.of(
                    "restored-server-failed",
                    Fault.OUTSIDE,
                    "PostgreSQL was started on a restored directory and ended before it was ready, or"
                            + " did not become ready in time. The last lines of its log are shown with"
                            + " the problem and usually name the cause, such as WAL that is missing or"
                            + " a setting that is lower than it was.");
    public static final ProblemCode BACKUP_ON_STANDBY =
            ProblemCode.of(
                    "backup-on-standby",
                    Fault.USAGE,
                    "The server is a standby. A backup begins with a checkpoint and depends on full"
                            + " page writes, which only the primary server guarantees. Nothing was"
                            + " begun. Point database.url to the primary server.");
    public static final ProblemCode BACKUP_GRANTS_MISSING =
            ProblemCode.of(
                    "backup-grants-missing",
                    Fault.DENIED,
                    "The database user is no superuser and lacks rights that a backup needs: to begin"
                            + " and end it, to see settings and, where Cairn cannot read the server's"
                            + " files itself, to list and read them by SQL. Nothing was begun. The"
                            + " problem names the GRANT statements; rights on functions hold in one"
                            + " database, the one that database.url names.");
    public static final ProblemCode DATA_DIRECTORY_UNREADABLE =
            ProblemCode.of(
                    "data-directory-unreadable",
                    Fault.DENIED,
                    "A file of the server does not exist on this machine or may not be read. Run Cairn"
                            + " on the machine of the server as the server's user or another who may"
                            + " read its data directory, or let it read over SQL: `--source sql`."
                            + " When that cannot read a file either, the server's own user may not:"
                            + " let it, or move the file out of the data directory.");
    public static final ProblemCode DATA_DIRECTORY_OTHER =
            ProblemCode.of(
                    "data-directory-other",
                    Fault.USAGE,
                    "The directory that the server calls its data directory belongs to another server"
                            + " on this machine. This happens when the server runs elsewhere or in a"
                            + " container. Run Cairn where the server's files are, or let it read over"
                            + " SQL: `--source sql`. There it means that database.url leads to more"
                            + " than one server.");
    public static final ProblemCode DATA_DIRECTORY_LINK =
            ProblemCode.of(
                    "data-directory-link",
                    Fault.USAGE,
                    "A file or directory that the server needs is a symbolic link. PostgreSQL's own"
                            + " backups leave such links out, so a restore would miss the data."
                            + " Nothing was stored. Put the data itself there, or use a tablespace.");
    public static final ProblemCode TABLESPACE_INSIDE_DATA =
            ProblemCode.of(
                    "tablespace-inside-data",
                    Fault.USAGE,
                    "A tablespace lies inside the data directory. It would be taken twice and a"
                            + " restore could not put it in its place; PostgreSQL itself warns of it."
                            + " Nothing was stored. Move its tables elsewhere and drop it.");
    public static final ProblemCode CONTROL_FILE_DAMAGED =
            ProblemCode.of(
                    "control-file-damaged",
                    Fault.DAMAGE,
                    "The file global/pg_control of a data directory is not what the server wrote."
                            + " Without it the server cannot start. If reading it again does not"
                            + " help, check the disk and restore from a backup.");
    public static final ProblemCode SERVER_BUILD_UNSUPPORTED =
            ProblemCode.of(
                    "server-build-unsupported",
                    Fault.USAGE,
                    "The server was built with other sizes than PostgreSQL's own, or is newer than"
                            + " this Cairn, so that its files cannot be understood. Nothing was"
                            + " changed.");

    private PostgresProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                DATABASE_URL_WRONG,
                DATABASE_UNREACHABLE,
                DATABASE_LOGIN_REFUSED,
                DATABASE_MISSING,
                SERVER_TOO_OLD,
                DATABASE_LOST,
                DATABASE_FULL,
                DATABASE_LIMIT,
                DATABASE_BUSY,
                DATABASE_DENIED,
                DATABASE_DAMAGED,
                DATABASE_VALUE_REFUSED,
                DATABASE_STATEMENT_FAILED,
                SCHEMA_FROM_FUTURE,
                IDENTIFIER_WRONG,
                MACHINE_UNSUPPORTED,
                POSTGRES_NEEDS_USER,
                SERVER_DID_NOT_START,
                SERVER_DID_NOT_STOP,
                SERVER_IN_USE,
                SERVER_OTHER_MAJOR,
                SERVER_DATA_INCOMPLETE,
                SERVER_PASSWORD_MISSING,
                SERVER_FILES_FAILED,
                REPLICATION_REFUSED,
                WAL_SENDERS_EXHAUSTED,
                SLOT_IN_USE,
                SLOT_MISSING,
                WAL_REMOVED,
                WAL_DIVERGED,
                PROGRAMS_MISSING,
                RESTORED_SERVER_FAILED,
                BACKUP_ON_STANDBY,
                BACKUP_GRANTS_MISSING,
                DATA_DIRECTORY_UNREADABLE,
                DATA_DIRECTORY_OTHER,
                DATA_DIRECTORY_LINK,
                TABLESPACE_INSIDE_DATA,
                CONTROL_FILE_DAMAGED,
                SERVER_BUILD_UNSUPPORTED);
    }
}
