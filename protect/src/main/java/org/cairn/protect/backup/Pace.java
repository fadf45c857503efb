package org.cairn.protect.backup;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;

/// Keeps the reading of a backup within its limits by pauses. Safe for any thread; each thread that
/// reads has a [Reader] of its own.
///
/// A thread says what it has read after it has read it, so the first bytes are free and the mean is
/// right from then on.
final class Pace {
    /// Whose time it is, and who else is busy.
    interface Host {
        long nanos();

        /// Waits, or a little less. Raises a `CancellationException` when the thread is
        /// interrupted.
        void pause(long nanos);

        /// The share of all cores, 0 to 1, that other processes used since this was asked last.
        double others();
    }

    private static final long SECOND = 1_000_000_000L;
    // Below this, pauses are shorter than the scheduler can make them.
    private static final long SHORTEST_WORK = 10_000_000;
    // What was not used for so long is not made up for.
    private static final long BURST = SECOND / 4;
    private static final int YIELDING_PERCENT = 20;

    private final BackupLimits limits;
    private final Host host;
    private final long begin;
    private final AtomicLong free;
    private final AtomicLong looked;
    private final AtomicLong paused = new AtomicLong();
    private volatile boolean yielding;

    Pace(BackupLimits limits, Host host) {
        this.limits = limits;
        this.host = host;
        this.begin = host.nanos();
        this.free = new AtomicLong(begin);
        this.looked = new AtomicLong(begin);
        if (limits.yieldAbove() < 100) {
            host.others();
        }
    }

    /// Whether it was the pace that ended a backup: then every reader ends by itself.
    static boolean isOver(Throwable reason) {
        return reason instanceof ProblemException e
                && e.problem().code().equals(ProtectProblems.BACKUP_TOO_LONG);
    }

    Reader reader() {
        return new Reader();
    }

    /// How long all threads together have paused.
    Duration paused() {
        return Duration.ofNanos(paused.get());
    }

    /// The pace of one thread, and confined to it.
    final class Reader {
        private long resumed = host.nanos();

        /// Says that bytes were read, and pauses when that was too fast. Raises `backup-too-long`.
        void read(long bytes) {
            long now = host.nanos();
            requireTime(now);
            look(now);
            long until = Math.max(afterShare(now), afterRate(now, bytes));
            if (until > now) {
                pause(now, until);
                resumed = host.nanos();
                requireTime(resumed);
            }
        }

        private long afterShare(long now) {
            int percent =
                    yielding
                            ? Math.min(YIELDING_PERCENT, limits.cpuPercent())
                            : limits.cpuPercent();
            long worked = now - resumed;
            return percent == 100 || worked < SHORTEST_WORK
                    ? now
                    : now + worked * (100 - percent) / percent;
        }
    }

    private long afterRate(long now, long bytes) {
        long rate = limits.perSecond().bytes();
        if (rate == 0) {
            return now;
        }
        long takes = (long) ((double) bytes / rate * SECOND);
        return free.updateAndGet(at -> Math.max(at, now - BURST) + takes);
    }

    private void pause(long from, long until) {
        long longest = limits.longest().toNanos();
        long end = longest == 0 ? until : Math.min(until, begin + longest);
        for (long now = from; now < end; now = host.nanos()) {
            host.pause(end - now);
        }
        paused.addAndGet(end - from);
    }

    private void look(long now) {
        long last = looked.get();
        if (limits.yieldAbove() < 100 && now - last >= SECOND && looked.compareAndSet(last, now)) {
            yielding = host.others() * 100 > limits.yieldAbove();
        }
    }

    private void requireTime(long now) {
        Duration longest = limits.longest();
        if (!longest.isZero() && now - begin >= longest.toNanos()) {
            throw ProtectProblems.BACKUP_TOO_LONG
                    .says("the backup was given up after %d s", longest.toSeconds())
                    .what("not all of the server was read by then")
                    .kept(
                            "no backup is visible; what was stored is kept, and the next backup goes"
                                    + " on from it")
                    .remedy("Take it again, give it more time, or let it read faster.")
                    .with("seconds", longest.toSeconds())
                    .asException();
        }
    }
}
