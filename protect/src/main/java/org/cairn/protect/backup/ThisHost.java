package org.cairn.protect.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/// The machine as Linux describes it in `/proc/stat` and `/proc/self/stat` (proc(5)), in ticks. In
/// a container `/proc/stat` is that of the whole host.
final class ThisHost implements Pace.Host {
    // After the name of the program, which may hold blanks and ends with the last ')'.
    private static final int USER_TIME = 11;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    // Guests are counted in user and nice already.
    private static final int COUNTED = 8;

    private Ticks before = new Ticks(0, 0, 0);

    private record Ticks(long all, long idle, long own) {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void pause(long nanos) {
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted in a pause of the backup");
        }
    }

    @Override
    public synchronized double others() {
        Ticks now = ticks();
        long all = now.all() - before.all();
        long busy = all - (now.idle() - before.idle()) - (now.own() - before.own());
        before = now;
        return all <= 0 ? 0 : Math.clamp((double) busy / all, 0, 1);
    }

    private static Ticks ticks() {
        try {
            String[] machine =
                    Files.readString(Path.of("/proc/stat"))
                            .lines()
                            .findFirst()
                            .orElse("")
                            .split(" +");
            String own = Files.readString(Path.of("/proc/self/stat"));
            String[] times = own.substring(own.lastIndexOf(')') + 2).split(" ");
            long all = 0;
            for (int i = 0; i < COUNTED; i++) {
                all += Long.parseLong(machine[1 + i]);
            }
            return new Ticks(
                    all,
                    Long.parseLong(machine[1 + IDLE]) + Long.parseLong(machine[1 + IO_WAIT]),
                    Long.parseLong(times[USER_TIME]) + Long.parseLong(times[USER_TIME + 1]));
        } catch (IOException _) {
            // Not Linux, or hidden: nobody knows who is busy, so nobody is.
            return new Ticks(0, 0, 0);
        }
    }
}
