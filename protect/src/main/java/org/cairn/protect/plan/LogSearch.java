package org.cairn.protect.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TablespaceCreation;
import org.cairn.postgres.wal.TransactionEnd;
import org.cairn.postgres.wal.WalRecord;
import org.cairn.postgres.wal.WalScanner;
import org.cairn.postgres.wal.WalSource;
import org.jspecify.annotations.Nullable;

/// Looks for the ends of transactions in the log itself, so that a plan promises only what replay
/// will find.
public final class LogSearch {
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;
    private static final int PAGE_BYTES = 8192;

    private final SegmentSize segmentSize;
    private final Function<TimelinePath, Wal> wal;

    /// Bytes of WAL that are closed when a search is over.
    public interface Wal extends WalSource, AutoCloseable {
        @Override
        void close();
    }

    /// What a search by time found.
    ///
    /// @param after the first transaction that ended after the instant; null if none did
    /// @param last when the last one before it ended; null if there was none
    record Around(@Nullable TransactionEnd after, @Nullable Instant last) {}

    /// @param wal gives the bytes along a way
    public LogSearch(SegmentSize segmentSize, Function<TimelinePath, Wal> wal) {
        this.segmentSize = segmentSize;
        this.wal = wal;
    }

    /// Finds where a transaction ended, among records that start in `[from, until)`.
    Optional<TransactionEnd> findXid(TimelinePath path, long xid, Lsn from, Lsn until) {
        return find(
                path, from, until, end -> Integer.toUnsignedLong(end.xid()) == (xid & LOW_32_BITS));
    }

    /// Finds the first transaction that ended after an instant.
    Around around(TimelinePath path, Instant instant, Lsn from, Lsn until) {
        Instant[] last = new Instant[1];
        Optional<TransactionEnd> after =
                find(
                        path,
                        from,
                        until,
                        end -> {
                            boolean isAfter = end.at().isAfter(instant);
                            if (!isAfter) {
                                last[0] = end.at();
                            }
                            return isAfter;
                        });
        return new Around(after.orElse(null), last[0]);
    }

    /// Finds the first whole record that starts at a position or behind it.
    Optional<WalRecord> recordFrom(TimelinePath path, Lsn from) {
        try (Wal bytes = wal.apply(path)) {
            return new WalScanner(bytes, segmentSize, from).next();
        }
    }

    /// What the log holds between two positions.
    ///
    /// @param created the tablespaces that were created. Replay of such a record makes a link to
    ///   the original place, where the old server may still be
    /// @param last where the last whole record begins: replay of all of it ends behind. It may lie
    ///   behind a place where the log breaks, and replay never gets to it
    public record Content(List<TablespaceCreation> created, Lsn last) {
        public Content {
            created = List.copyOf(created);
        }
    }

    /// Reads every record.
    public Content content(TimelinePath path, Lsn from, Lsn until) {
        List<TablespaceCreation> created = new ArrayList<>();
        Lsn last = from;
        Lsn end;
        try (Wal bytes = wal.apply(path)) {
            var scanner = new WalScanner(bytes, segmentSize, from);
            for (var record = scanner.next();
                    record.isPresent() && record.get().start().compareTo(until) < 0;
                    record = scanner.next()) {
                last = record.get().start();
                record.get().tablespaceCreation().ifPresent(created::add);
            }
            end = scanner.position();
        }
        return new Content(created, behindBreak(path, end, until).orElse(last));
    }

    /// Finds a whole record behind the place where valid WAL ends. There is none behind a torn end;
    /// where there is one, WAL of two pasts has been joined.
    private Optional<Lsn> behindBreak(TimelinePath path, Lsn end, Lsn until) {
        Lsn page = new Lsn((end.bytes() / PAGE_BYTES + 1) * PAGE_BYTES);
        return Stream.of(end, page, segmentSize.endOf(end))
                .filter(from -> from.compareTo(until) < 0)
                .map(from -> recordFrom(path, from))
                .flatMap(Optional::stream)
                .map(WalRecord::start)
                .filter(start -> start.compareTo(until) < 0)
                .findFirst();
    }

    private Optional<TransactionEnd> find(
            TimelinePath path, Lsn from, Lsn until, Predicate<TransactionEnd> wanted) {
        try (Wal bytes = wal.apply(path)) {
            var scanner = new WalScanner(bytes, segmentSize, from);
            for (var end = scanner.nextTransactionEnd();
                    end.isPresent() && end.get().start().compareTo(until) < 0;
                    end = scanner.nextTransactionEnd()) {
                if (wanted.test(end.get())) {
                    return end;
                }
            }
            return Optional.empty();
        }
    }
}
