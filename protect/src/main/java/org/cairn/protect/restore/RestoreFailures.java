package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// Turns what the file system says into problems of a restore.
final class RestoreFailures {
    private RestoreFailures() {}

    static ProblemException writing(Path path, IOException e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = words.contains("no space") || words.contains("quota");
        return (full ? ProtectProblems.RESTORE_FULL : ProtectProblems.RESTORE_UNWRITABLE)
                .says("cannot write the restored files in %s", path)
                .what("%s", e)
                .kept(
                        "the vault is unchanged; the directory has no pg_control, so no server starts on it")
                .remedy(
                        full
                                ? "Make room or name a larger disk; remove the unfinished directory first."
                                : "Make the folder writable for this user; remove the unfinished"
                                        + " directory, then restore again.")
                .with("path", path)
                .asException(e);
    }
}
