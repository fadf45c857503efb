package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// Turns what the operating system says about the journal's files into problems.
final class JournalFailures {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    private JournalFailures() {}

    static ProblemException writing(Path path, IOException cause) {
        String said = said(cause);
        ProblemBuilder problem =
                FULL.stream().anyMatch(said::contains)
                        ? ProtectProblems.JOURNAL_FULL
                                .says("no room for the WAL journal in '%s'", path)
                                .remedy(
                                        "Make room on that disk; streaming goes on by itself. The server"
                                                + " keeps its WAL until then.")
                        : ProtectProblems.JOURNAL_UNWRITABLE
                                .says("cannot write the WAL journal in '%s'", path)
                                .remedy("Check the disk and the rights of the folder.");
        return problem.what("%s", said)
                .kept("nothing is acknowledged to the server beyond what is safely stored")
                .with("path", path)
                .asException(cause);
    }

    static ProblemException reading(Path path, IOException cause) {
        return ProtectProblems.JOURNAL_UNREADABLE
                .says("cannot read the WAL journal in '%s'", path)
                .what("%s", said(cause))
                .kept("nothing was changed")
                .remedy("Check the disk and the rights of the folder, then try again.")
                .with("path", path)
                .asException(cause);
    }

    private static String said(IOException cause) {
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
