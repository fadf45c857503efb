package org.cairn.protect;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

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

    private ProtectProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                TARGET_UNREACHABLE,
                STREAM_RUNNING,
                JOURNAL_FULL,
                JOURNAL_UNWRITABLE,
                JOURNAL_UNREADABLE,
                JOURNAL_DAMAGED,
                CATCH_UP_SLOW);
    }
}
