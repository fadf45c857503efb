package org.cairn.protect.backup;

import java.time.Duration;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.WalSource;

/// WAL that ends when its time is over.
///
/// How long it takes to fetch is not known before: a bucket may answer for each of ten thousand
/// fragments by itself. Confined to one thread.
final class TimedWal implements WalSource {
    private final WalSource wal;
    private final long begin = System.nanoTime();
    private final Duration limit;
    private boolean over;

    TimedWal(WalSource wal, Duration limit) {
        this.wal = wal;
        this.limit = limit;
    }

    @Override
    public int read(Lsn at, byte[] target, int offset, int length) {
        over |= System.nanoTime() - begin > limit.toNanos();
        return over ? 0 : wal.read(at, target, offset, length);
    }

    /// Whether it ended for that reason.
    boolean isOver() {
        return over;
    }
}
