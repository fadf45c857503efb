package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
