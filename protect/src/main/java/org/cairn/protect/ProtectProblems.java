package org.cairn.protect;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;

/// The catalogue of the problems of protection.
public final class ProtectProblems {
    public static final ProblemCode TARGET_UNREACHABLE =
            new ProblemCode(
                    "target-unreachable",
                    Fault.OUTSIDE,
                    21,
                    "The point that was asked for cannot be restored from this vault: it lies before"
                            + " the first backup, after the last WAL that arrived, or in a gap. The"
                            + " message names the nearest points that can be reached. Nothing was"
                            + " written.");
    public static final ProblemCode TARGET_WRONG =
            ProblemCode.of(
                    "target-wrong",
                    Fault.USAGE,
                    "A restore wants a point: latest, before-run:N, after-run:N, a position such as"
                            + " 16/B374D848, xid:N, or a time with its zone. A time without a zone is"
                            + " refused: the same digits are another moment in each zone, and a restore"
                            + " that is an hour off looks right until somebody misses the rows.");
    public static final ProblemCode RUN_CHANGED_NOTHING =
            ProblemCode.of(
                    "run-changed-nothing",
                    Fault.USAGE,
                    "The run was held, failed or rolled back, so there is no point just before or after"
                            + " it: the database is the same on both sides. Restore to a run that was"
                            + " loaded, or to a time.");
    public static final ProblemCode RUN_UNKNOWN_TO_VAULT =
            ProblemCode.of(
                    "run-unknown-to-vault",
                    Fault.USAGE,
                    "The vault has no record of this run. Every run writes its intent there before it"
                            + " commits, so either the number is wrong, or the run belongs to another"
                            + " vault, or it ended before it had anything to commit.");
    public static final ProblemCode SERVER_UNKNOWN =
            ProblemCode.of(
                    "server-unknown",
                    Fault.USAGE,
                    "The vault holds no backup of the server that was asked for, by the identifier that"
                            + " PostgreSQL gives each server when it is made. WAL and pages of one server"
                            + " are never mixed with those of another, so nothing can be restored for"
                            + " it.");
    public static final ProblemCode SNAPSHOT_UNKNOWN =
            ProblemCode.of(
                    "snapshot-unknown",
                    Fault.USAGE,
                    "No backup of this name is in the vault, or the beginning that was given fits more"
                            + " than one. `cairn backup ls` lists them.");
    public static final ProblemCode RESTORE_FOLDER_IN_USE =
            ProblemCode.of(
                    "restore-folder-in-use",
                    Fault.USAGE,
                    "A restore writes into a folder that does not exist yet or is empty, and into"
                            + " nothing else: what is there might be the last copy. Name another folder,"
                            + " or remove this one yourself when you are sure.");
    public static final ProblemCode RESTORE_DIRECTORY_UNFIT =
            ProblemCode.of(
                    "restore-directory-unfit",
                    Fault.USAGE,
                    "With --delta a restore changes a data directory that is there. It must be one of"
                            + " the very server that was backed up, by the identifier in its"
                            + " pg_control; no server may run on it, and no other restore; and its"
                            + " tablespaces must lie where the restore is told that they are its own."
                            + " Nothing is changed before all of that was looked at.");
    public static final ProblemCode RESTORE_FULL =
            ProblemCode.of(
                    "restore-full",
                    Fault.LIMIT,
                    "The disk under the restored directory has no room. The vault is unchanged, and the"
                            + " unfinished directory has no pg_control, so no server starts on it."
                            + " `cairn restore plan` says how much room is needed.");
    public static final ProblemCode RESTORE_UNWRITABLE =
            ProblemCode.of(
                    "restore-unwritable",
                    Fault.OUTSIDE,
                    "The operating system reported an error while files were restored. The vault is"
                            + " unchanged, and the unfinished directory has no pg_control, so no server"
                            + " starts on it. Remove it before you try again.");
    public static final ProblemCode RECOVERY_FAILED =
            ProblemCode.of(
                    "recovery-failed",
                    Fault.OUTSIDE,
                    "All files were restored, and PostgreSQL did not replay to the target. Its own last"
                            + " words are in the message. The directory is kept for you to look at; it is"
                            + " not what you asked for, so do not use it.");

    public static final ProblemCode TABLESPACE_IN_WAL =
            ProblemCode.of(
                    "tablespace-in-wal",
                    Fault.USAGE,
                    "Between the backup and the point that was asked for, somebody created a tablespace."
                            + " PostgreSQL replays that by linking to the very folder that was named"
                            + " then. If the old server is still there, the copy would write into its"
                            + " files. Say with --tablespace where it goes: the record is then replayed"
                            + " without its place.");
    public static final ProblemCode TABLESPACE_UNKNOWN =
            ProblemCode.of(
                    "tablespace-unknown",
                    Fault.USAGE,
                    "A place was given for a tablespace that the copy will not have: neither the"
                            + " backup nor the WAL up to the point that was asked for has one of that"
                            + " number. The message names those it has, with the folders that they"
                            + " were in.");
    public static final ProblemCode STREAM_RUNNING =
            new ProblemCode(
                    "stream-running",
                    Fault.USAGE,
                    22,
                    "Another process receives the WAL of this project at this moment, most often"
                            + " `cairn serve`, and only one may. There is nothing to do when it is"
                            + " `serve`: what it receives is in the vault a few seconds later. The"
                            + " lock ends with the process that holds it, however that ends.");
    public static final ProblemCode JOURNAL_FULL =
            ProblemCode.of(
                    "journal-full",
                    Fault.LIMIT,
                    "The disk that holds the WAL journal of the project has no room, so nothing more"
                            + " can be received. The server is told only of what is stored and keeps"
                            + " the rest, up to max_slot_wal_keep_size; commits that wait for Cairn go"
                            + " on waiting. Make room; streaming goes on by itself.");
    public static final ProblemCode JOURNAL_UNWRITABLE =
            ProblemCode.of(
                    "journal-unwritable",
                    Fault.OUTSIDE,
                    "The operating system refused to write or to force a file of the WAL journal."
                            + " After that nothing is believed that had not been forced before, and"
                            + " it is received again. Check the disk and the rights of the folder.");
    public static final ProblemCode JOURNAL_UNREADABLE =
            ProblemCode.of(
                    "journal-unreadable",
                    Fault.OUTSIDE,
                    "The operating system refused to read a file of the WAL journal. Check the disk"
                            + " and the rights of the folder.");
    public static final ProblemCode JOURNAL_DAMAGED =
            ProblemCode.of(
                    "journal-damaged",
                    Fault.DAMAGE,
                    "A part of the WAL journal that had been forced to the disk is not what was"
                            + " written: most often a failing disk. What lies before and behind it"
                            + " stays readable. Cairn asks the server for the missing part again; if"
                            + " the server no longer has it, a gap is recorded, and a new backup is"
                            + " needed behind it.");
    public static final ProblemCode CATCH_UP_SLOW =
            ProblemCode.of(
                    "catch-up-slow",
                    Fault.OUTSIDE,
                    "The WAL that a command waits for did not reach the vault in time. Either the"
                            + " process that streams cannot keep up or cannot write the vault, or the"
                            + " server does not send. `cairn status` says how far the stream is.");
    public static final ProblemCode BACKUP_SETTINGS_WRONG =
            ProblemCode.of(
                    "backup-settings-wrong",
                    Fault.USAGE,
                    "The server is set so that a backup of it could not be restored: full_page_writes"
                            + " is off or wal_level is minimal. Nothing was begun. Change the setting"
                            + " that the message names.");
    public static final ProblemCode BACKUP_FILE_VANISHED =
            ProblemCode.of(
                    "backup-file-vanished",
                    Fault.OUTSIDE,
                    "A file without which the server does not start was there when the backup began"
                            + " and is gone. Files of tables come and go and are no problem; this one"
                            + " is not of that kind. No snapshot was stored. Take the backup again.");
    public static final ProblemCode EXPORT_FOLDER_IN_USE =
            ProblemCode.of(
                    "export-folder-in-use",
                    Fault.USAGE,
                    "An export is written into a folder that is empty or does not exist yet, so that it"
                            + " never stands between files of somebody else. This one holds something, or"
                            + " another process exports to it at this moment. Name another folder.");
    public static final ProblemCode EXPORT_UNWRITABLE =
            ProblemCode.of(
                    "export-unwritable",
                    Fault.OUTSIDE,
                    "The operating system did not let the files of the export be written: no room, no"
                            + " right, or an error of the disk. Nothing stands under the name of the"
                            + " export before all of it is on the disk, and what was begun is removed."
                            + " An export takes as much room as the database has, and its WAL.");

    public static final ProblemCode RETENTION_WRONG =
            ProblemCode.of(
                    "retention-wrong",
                    Fault.USAGE,
                    "How long backups are kept is one sentence: parts with ';' between them, each at most"
                            + " once. `pitr 7d` keeps any moment of the last seven days (m, h, d, w);"
                            + " `daily 30`, `weekly 12`, `monthly 12` and `yearly 7` keep the last backup"
                            + " of so many days, weeks, months and years (UTC); `min 3` never leaves"
                            + " fewer.");
    public static final ProblemCode RETENTION_UNCERTAIN =
            ProblemCode.of(
                    "retention-uncertain",
                    Fault.DAMAGE,
                    "Something in the vault is damaged or missing by which it would be known what may be"
                            + " removed: a snapshot, the history of a timeline, or the WAL of the newest"
                            + " backup. Nothing is removed by guessing. `cairn repo check` names what is"
                            + " damaged; put it back from a copy of the vault, or take a backup.");
    public static final ProblemCode BACKUP_UNVERIFIED =
            new ProblemCode(
                    "backup-unverified",
                    Fault.USAGE,
                    22,
                    "Backups are removed only when the newest one was read back whole: those that would"
                            + " go might be the last good ones. `cairn backup verify` reads it back and"
                            + " records that it is whole; `cairn serve` does so by itself after each"
                            + " scheduled backup when a retention is declared.");
    public static final ProblemCode BACKUP_PINNED =
            ProblemCode.of(
                    "backup-pinned",
                    Fault.USAGE,
                    "A backup is pinned once, with who did it and why, and that stands until somebody"
                            + " unpins it. To pin it for another reason, agree with him, then unpin it"
                            + " and pin it anew.");
    public static final ProblemCode BACKUP_EXPIRING =
            ProblemCode.of(
                    "backup-expiring",
                    Fault.OUTSIDE,
                    "An expiry says that it is about to remove a backup before it looks for a pin the"
                            + " last time. A pin that finds such word cannot know whether it was seen."
                            + " It is placed all the same, and whoever pins again a moment later hears"
                            + " whether the backup is still there. The word of an expiry that was killed"
                            + " stays, since it may only be asleep, until somebody who knows better lets"
                            + " it go with `cairn backup pin --forget-expiry`.");
    public static final ProblemCode WAL_EXPIRED =
            new ProblemCode(
                    "wal-expired",
                    Fault.USAGE,
                    21,
                    "While a restore was planned or carried out, the WAL that it needs was removed"
                            + " because the retention does not keep it any more. The unfinished directory"
                            + " is not what was asked for. What can be restored now says"
                            + " `cairn restore plan`; `cairn backup pin` keeps a backup while you work"
                            + " with it.");
    public static final ProblemCode BACKUP_TOO_LONG =
            ProblemCode.of(
                    "backup-too-long",
                    Fault.OUTSIDE,
                    "The backup had read the server for as long as its limit lets it (max_duration) and"
                            + " was given up, so that it does not run into busy hours. What it had"
                            + " stored is used by the next one, which therefore gets"
                            + " further. If that happens every time, give it more time or speed.");

    private ProtectProblems() {}

    /// Makes the problem of a decision that rests on something that is not there.
    public static ProblemException uncertain(String what) {
        return RETENTION_UNCERTAIN
                .says("cannot decide which backups may go")
                .what("%s", what)
                .kept("nothing was removed")
                .remedy(
                        "Look with `cairn repo check`; put back what is damaged or missing from a"
                                + " copy of the vault, or take a new backup.")
                .asException();
    }

    /// Makes the problem of WAL that expired while somebody needed it.
    public static ProblemException walExpired(WalRange range, ProblemException cause) {
        return WAL_EXPIRED
                .says("the WAL from %s has expired", range)
                .what("the retention does not keep it, and it was removed meanwhile")
                .kept("what the retention keeps is in the vault")
                .remedy("See with `cairn restore plan` what can be restored now, and begin anew.")
                .with("wal", range)
                .asException(cause);
    }

    public static List<ProblemCode> all() {
        return List.of(
                TARGET_UNREACHABLE,
                TARGET_WRONG,
                RUN_CHANGED_NOTHING,
                RUN_UNKNOWN_TO_VAULT,
                SERVER_UNKNOWN,
                SNAPSHOT_UNKNOWN,
                RESTORE_FOLDER_IN_USE,
                RESTORE_DIRECTORY_UNFIT,
                RESTORE_FULL,
                RESTORE_UNWRITABLE,
                RECOVERY_FAILED,
                TABLESPACE_IN_WAL,
                TABLESPACE_UNKNOWN,
                STREAM_RUNNING,
                JOURNAL_FULL,
                JOURNAL_UNWRITABLE,
                JOURNAL_UNREADABLE,
                JOURNAL_DAMAGED,
                CATCH_UP_SLOW,
                BACKUP_SETTINGS_WRONG,
                BACKUP_FILE_VANISHED,
                RETENTION_WRONG,
                RETENTION_UNCERTAIN,
                BACKUP_UNVERIFIED,
                BACKUP_PINNED,
                BACKUP_EXPIRING,
                WAL_EXPIRED,
                BACKUP_TOO_LONG,
                EXPORT_FOLDER_IN_USE,
                EXPORT_UNWRITABLE);
    }
}
