package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.backup.ControlFile;

/// Follows which segment of WAL a recovering server replays or waits for, without a session: the
/// title of its startup process says so (`update_process_title`, on by default).
final class ReplayWatch {
    private static final Pattern TITLE =
            Pattern.compile(
                    "startup\\s+(?:recovering|waiting for) [0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})");
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final long postmaster;
    private final Consumer<Lsn> progress;
    private final long segmentBytes;
    private long lookedAt = System.nanoTime() - PAUSE_NANOS;
    private Optional<Lsn> last = Optional.empty();

    ReplayWatch(Path data, long postmaster, Consumer<Lsn> progress) {
        this.postmaster = postmaster;
        this.progress = progress;
        this.segmentBytes = segmentBytes(data);
    }

    /// Looks if the last look was long enough ago, and tells what is new.
    void look() {
        if (System.nanoTime() - lookedAt < PAUSE_NANOS) {
            return;
        }
        lookedAt = System.nanoTime();
        Optional<Lsn> position =
                children().map(this::position).flatMap(Optional::stream).findFirst();
        if (position.isPresent() && !position.equals(last)) {
            last = position;
            progress.accept(position.get());
        }
    }

    private Stream<String> children() {
        String file = "/proc/%d/task/%d/children".formatted(postmaster, postmaster);
        return Stream.of(read(Path.of(file)).split(" ")).filter(pid -> !pid.isBlank());
    }

    private Optional<Lsn> position(String pid) {
        Matcher title = TITLE.matcher(read(Path.of("/proc/" + pid + "/cmdline")));
        if (!title.find()) {
            return Optional.empty();
        }
        long high = Long.parseLong(title.group(1), 16) << 32;
        return Optional.of(new Lsn(high + Long.parseLong(title.group(2), 16) * segmentBytes));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            // The process ended, or this system does not tell: there is no news then.
            return "";
        }
    }

    private static long segmentBytes(Path data) {
        try {
            return ControlFile.parse(Files.readAllBytes(data.resolve("global/pg_control")))
                    .walSegmentBytes();
        } catch (IOException | ProblemException _) {
            // The server itself says what is wrong with its directory; a position is only news.
            return 1 << 24;
        }
    }
}
