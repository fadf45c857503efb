package org.cairn.vault.wal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.wal.WalObject.Kind;

/// WAL for tests: any range of it, always the same bytes.
public final class SampleWal {
    public static final String SERVER = "7512345678901234567";
    public static final Instant AT = Instant.parse("2026-11-27T09:15:02.123456Z");

    private SampleWal() {}

    public static WalRange range(long start, long end) {
        return new WalRange(Timeline.FIRST, new Lsn(start), new Lsn(end));
    }

    /// The bytes of a range; those of an inner range are a part of those of the outer one.
    public static byte[] bytes(WalRange range) {
        byte[] bytes = new byte[Math.toIntExact(range.lengthBytes())];
        long block = -1;
        byte[] random = new byte[1024];
        for (int i = 0; i < bytes.length; i++) {
            long at = range.start().bytes() + i;
            if (at / random.length != block) {
                block = at / random.length;
                new Random(block).nextBytes(random);
                Arrays.fill(random, 512, 1024, (byte) block);
            }
            bytes[i] = random[(int) (at % random.length)];
        }
        return bytes;
    }

    public static Creation put(WalArchive archive, Kind kind, WalRange range) {
        return put(archive, kind, range, bytes(range));
    }

    public static Creation put(WalArchive archive, Kind kind, WalRange range, byte[] bytes) {
        var object = new WalObject(SERVER, range, kind);
        return archive.put(object, 16 << 20, new ByteArrayInputStream(bytes), AT);
    }

    public static byte[] read(WalArchive archive, WalObject object) {
        try (InputStream in = archive.open(object)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
