package org.cairn.postgres.replication;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.cairn.kernel.Lsn;

/// Keeps what a stream brings. Confined to one thread, but for [#reached].
final class Receiver {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final WalStream stream;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile Lsn reached;

    Receiver(WalStream stream, Lsn from) {
        this.stream = stream;
        this.reached = from;
    }

    Lsn reached() {
        return reached;
    }

    byte[] received() {
        return received.toByteArray();
    }

    boolean isCaughtUp() {
        return stream.isCaughtUp();
    }

    WalStream.Message next() {
        WalStream.Message message = stream.read();
        if (message instanceof WalStream.Message.Bytes bytes) {
            received.write(bytes.buffer(), bytes.offset(), bytes.length());
            reached = bytes.end();
        }
        return message;
    }

    /// Reads to a position; whatever the server wants to hear, it is told that `flushed` is.
    void readTo(Lsn position, Lsn flushed) {
        while (reached.compareTo(position) < 0) {
            answer(next(), flushed);
        }
    }

    /// Reads until the server has wanted to hear from us that many times.
    void readThroughKeepAlives(int count, Lsn flushed) {
        for (int seen = 0; seen < count; ) {
            WalStream.Message message = next();
            answer(message, flushed);
            if (message instanceof WalStream.Message.KeepAlive(Lsn _, boolean wanted) && wanted) {
                seen++;
            }
        }
    }

    /// Reads and reports until the stream fails, which is what this throws.
    void readForEver() {
        while (true) {
            next();
            report(reached);
        }
    }

    void report(Lsn flushed) {
        stream.report(reached, flushed, NOW);
    }

    private void answer(WalStream.Message message, Lsn flushed) {
        if (message instanceof WalStream.Message.KeepAlive(Lsn _, boolean wanted) && wanted) {
            report(flushed);
        }
    }
}
