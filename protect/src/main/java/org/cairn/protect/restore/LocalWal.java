package org.cairn.protect.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalPageHeader;

/// The WAL that lies in a data directory, of which the vault may not have all: whoever restores
/// over the directory would lose the only copy. By position: what the vault has there is not
/// compared.
final class LocalWal {
    private static final Pattern SEGMENT =
            Pattern.compile("pg_wal/([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\\.partial)?");
    private static final Pattern HISTORY = Pattern.compile("pg_wal/([0-9A-F]{8})\\.history");
    private static final int HEADER_BYTES = 40;
    private static final long NAMED_TOGETHER = 1L << 32;

    private final Path data;
    private final ServerPast past;
    private final SegmentSize size;

    LocalWal(Path data, ServerPast past, SegmentSize size) {
        this.data = data;
        this.past = past;
        this.size = size;
    }

    /// Whether a file of `pg_wal` holds something that the vault lacks. A file that was recycled
    /// and not written yet holds nothing.
    boolean isOnlyHere(String path) throws IOException {
        var history = HISTORY.matcher(path);
        if (history.matches()) {
            return timeline(history.group(1))
                    .filter(timeline -> !past.histories().containsKey(timeline))
                    .isPresent();
        }
        var segment = SEGMENT.matcher(path);
        if (!segment.matches()) {
            return false;
        }
        Optional<Timeline> timeline = timeline(segment.group(1));
        long number =
                Long.parseLong(segment.group(2), 16) * (NAMED_TOGETHER / size.bytes())
                        + Long.parseLong(segment.group(3), 16);
        if (timeline.isEmpty() || number > Long.MAX_VALUE / size.bytes() - 1) {
            return false;
        }
        var start = new Lsn(number * size.bytes());
        var range = new WalRange(timeline.get(), start, start.plusBytes(size.bytes()));
        return isWritten(path, start) && !past.coverage().covers(range);
    }

    private static Optional<Timeline> timeline(String hex) {
        long number = Long.parseLong(hex, 16);
        return number < 1 || number > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new Timeline((int) number));
    }

    private boolean isWritten(String path, Lsn start) throws IOException {
        try (InputStream in = Files.newInputStream(data.resolve(path))) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            return WalPageHeader.parse(header, 0, header.length)
                    .filter(page -> page.address().equals(start))
                    .isPresent();
        }
    }
}
