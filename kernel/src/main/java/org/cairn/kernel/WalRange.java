package org.cairn.kernel;

/// The bytes `[start, end)` of the write-ahead log on one timeline; never empty.
public record WalRange(Timeline timeline, Lsn start, Lsn end) {
    public WalRange {
        if (start.compareTo(end) >= 0) {
            throw new IllegalArgumentException("an empty range of WAL: " + start + " to " + end);
        }
    }

    public long lengthBytes() {
        return end.bytes() - start.bytes();
    }

    public boolean contains(Lsn position) {
        return start.compareTo(position) <= 0 && position.compareTo(end) < 0;
    }

    @Override
    public String toString() {
        return "%s to %s on timeline %s".formatted(start, end, timeline);
    }
}
