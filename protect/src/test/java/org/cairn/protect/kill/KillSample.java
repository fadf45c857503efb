package org.cairn.protect.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.vault.Bytes;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.SnapshotFacts;

/// What backup number n holds: the same for everybody who asks, and most of it the same as what its
/// neighbours hold.
final class KillSample {
    /// How much WAL there is from one backup to the next.
    static final long STEP = 0x1000;

    static final long FIRST = 0x1000;

    private static final int FILES = 8;
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    private KillSample() {}

    static long walStart(long number) {
        return number * STEP;
    }

    static SnapshotFacts facts(long number) {
        return SampleSnapshot.facts(new Lsn(walStart(number) + 0x28).toString(), finished(number));
    }

    static Instant finished(long number) {
        return BEGIN.plus(Duration.ofSeconds(number));
    }

    static Map<String, byte[]> contents(long number) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (int file = 0; file < FILES; file++) {
            // The first changes with every backup, the last with every eighth.
            long version = number / (file + 1);
            int length = 200 + 300 * file + (int) (version % 7);
            contents.put("base/1/" + (10_000 + file), Bytes.random(length, version * FILES + file));
        }
        if (number % 3 == 0) {
            contents.put("base/1/20000", new byte[3000]);
            contents.put("base/1/20001", Bytes.random(1, number));
        }
        return contents;
    }

    static byte[] document(long number) {
        return Bytes.random(1000 + (int) (number % 50), -number);
    }
}
