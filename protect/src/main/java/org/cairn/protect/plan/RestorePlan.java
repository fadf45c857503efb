package org.cairn.protect.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;

/// What a restore would do. That there is no gap in `wal` was proved before a plan exists.
///
/// @param server the system identifier
/// @param wal what is replayed, in order
/// @param behindGap WAL of the same timeline that is there and cannot be reached, because some
///   before it is missing; said only of a restore to the latest
public record RestorePlan(
        String server,
        RestoreTarget target,
        Base base,
        TimelinePath path,
        Recovery recovery,
        List<WalRange> wal,
        List<WalRange> behindGap) {
    // What two busy cores of an ordinary machine do; drills measure it later.
    private static final long FILE_BYTES_PER_SECOND = 250L << 20;
    private static final long WAL_BYTES_PER_SECOND = 60L << 20;
    private static final long START_SECONDS = 2;

    public RestorePlan {
        wal = List.copyOf(wal);
        behindGap = List.copyOf(behindGap);
    }

    /// How much WAL is replayed, before compression.
    public long walBytes() {
        return wal.stream().mapToLong(WalRange::lengthBytes).sum();
    }

    /// The end of the WAL that replay may need.
    public Lsn walEnd() {
        return wal.getLast().end();
    }

    /// The timeline that is to be recovered to: the one on which replay ends. With a later one
    /// PostgreSQL would write into the history of the copy that it left that one before it began.
    public Timeline timeline() {
        return wal.getLast().timeline();
    }

    /// PostgreSQL's own words for where replay ends.
    public Map<String, String> settings() {
        return recovery.settings(timeline());
    }

    /// A rough estimate, from typical rates.
    public Duration estimate() {
        return Duration.ofSeconds(
                START_SECONDS
                        + base.bytes() / FILE_BYTES_PER_SECOND
                        + walBytes() / WAL_BYTES_PER_SECOND);
    }
}
