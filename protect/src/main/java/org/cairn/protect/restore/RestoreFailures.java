package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// Turns what the file system says into problems of a restore.
final class RestoreFailures {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    private RestoreFailures() {}

    /// While the files of the directory are written.
    static ProblemException writing(Path path, IOException e) {
        return failed(
                path,
                e,
                "the vault is unchanged; the directory has no pg_control, so no server starts on it");
    }

    /// While WAL is laid out for a server that replays.
    static ProblemException replaying(Path path, IOException e) {
        return failed(
                path,
                e,
                "the vault is unchanged; the directory is not what was asked for, do not use it");
    }

    /// While a directory that is there was looked at only.
    static ProblemException comparing(ProblemException e) {
        return isOfFiles(e)
                ? again(
                        e,
                        "nothing was changed",
                        "See to it that this user can read it, then look again.")
                : e;
    }

    /// While a directory that was there is changed.
    static ProblemException over(Path data, ProblemException e) {
        String kept =
                "the vault is unchanged; %s is unfinished, and no server opens on it"
                        .formatted(data);
        String then = "Then run the same command again: it goes on with what is there.";
        if (!isOfFiles(e)) {
            return again(e, kept + "; " + e.problem().kept(), e.problem().remedy() + " " + then);
        }
        boolean full = e.problem().code().equals(ProtectProblems.RESTORE_FULL);
        return again(
                e,
                kept,
                (full ? "Make room. " : "See to it that this user can read and write it. ") + then);
    }

    private static boolean isOfFiles(ProblemException e) {
        return e.problem().code().equals(ProtectProblems.RESTORE_FULL)
                || e.problem().code().equals(ProtectProblems.RESTORE_UNWRITABLE);
    }

    private static ProblemException again(ProblemException e, String kept, String remedy) {
        Problem old = e.problem();
        return new ProblemException(
                new Problem(old.code(), old.headline(), old.what(), kept, remedy, old.facts()), e);
    }

    private static ProblemException failed(Path path, IOException e, String kept) {
        String words = String.valueOf(e.getMessage());
        boolean full = FULL.stream().anyMatch(words::contains);
        return (full ? ProtectProblems.RESTORE_FULL : ProtectProblems.RESTORE_UNWRITABLE)
                .says("cannot write the restored files in %s", path)
                .what("%s", e)
                .kept("%s", kept)
                .remedy(
                        full
                                ? "Make room or name a larger disk; remove the unfinished directory first."
                                : "Make the folder writable for this user; remove the unfinished"
                                        + " directory, then restore again.")
                .with("path", path)
                .asException(e);
    }
}
