package org.cairn.vault.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;

/// Turns what the operating system says into problems with the path they belong to.
///
/// Java has no types for most of errno, so the texts of Linux's `strerror` are looked for in the
/// message. Where they are not found the problem is `vault-io-failed`, which stops the act as well.
final class StoreFailures {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "File too large");
    private static final List<String> DENIED =
            List.of("Permission denied", "Read-only file system", "Operation not permitted");
    private static final String NOTHING_VISIBLE =
            "what was stored before is complete; nothing half-written is visible";

    private StoreFailures() {}

    static ProblemException writing(Path path, IOException cause) {
        return problemOfWriting(path, cause)
                .what("%s", said(cause))
                .kept(NOTHING_VISIBLE)
                .with("path", path)
                .asException(cause);
    }

    static ProblemException reading(Path path, IOException cause) {
        ProblemBuilder problem =
                denied(cause)
                        ? VaultProblems.UNREADABLE
                                .says("cannot read '%s' in the vault", path)
                                .remedy("Give this user the right to read the files of the vault.")
                        : VaultProblems.IO_FAILED
                                .says("cannot read '%s' in the vault", path)
                                .remedy("Try again; if it fails again, check the disk.");
        return problem.what("%s", said(cause))
                .kept("nothing was changed")
                .with("path", path)
                .asException(cause);
    }

    static ProblemException unsafe(Path path, String what) {
        return VaultProblems.PATH_UNSAFE
                .says("'%s' in the vault is not a plain file or folder", path)
                .what("%s", what)
                .kept("nothing was read or written through it")
                .remedy("Replace it by the file or folder that belongs there.")
                .with("path", path)
                .asException();
    }

    private static ProblemBuilder problemOfWriting(Path path, IOException cause) {
        if (says(FULL, cause)) {
            return VaultProblems.FULL
                    .says("no room in the vault for '%s'", path)
                    .remedy("Make room on the disk that holds the vault, then do the same again.");
        }
        if (denied(cause)) {
            return VaultProblems.UNWRITABLE
                    .says("cannot write '%s' in the vault", path)
                    .remedy("Give this user the right to write in the folder of the vault.");
        }
        return VaultProblems.IO_FAILED
                .says("cannot write '%s' in the vault", path)
                .remedy("Try again; if it fails again, check the disk.");
    }

    private static boolean denied(IOException cause) {
        return cause instanceof AccessDeniedException || says(DENIED, cause);
    }

    private static boolean says(List<String> texts, IOException cause) {
        String message = said(cause);
        return texts.stream().anyMatch(message::contains);
    }

    private static String said(IOException cause) {
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
