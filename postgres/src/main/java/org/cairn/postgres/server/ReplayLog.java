package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a server that recovered wrote into its log about it.
public final class ReplayLog {
    // PerformWalRecovery in xlogrecovery.c, printed in the time zone of the server: UTC by our
    // option.
    private static final Pattern LAST_COMMIT =
            Pattern.compile(
                    "last completed transaction was at log time (\\d{4}-\\d\\d-\\d\\d)"
                            + " (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?)\\+00");

    private ReplayLog() {}

    /// When the last transaction ended that was replayed; empty when there was none. Problems:
    /// `server-files-failed`.
    public static Optional<Instant> lastCommit(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.map(LAST_COMMIT::matcher)
                    .filter(Matcher::find)
                    .map(found ->
                            OffsetDateTime.parse(found.group(1) + "T" + found.group(2) + "Z")
                                    .toInstant())
                    .reduce((_, later) -> later);
        } catch (IOException e) {
            throw ServerFiles.failed("read " + log, e);
        }
    }
}
