package org.cairn.vault.frame;

import java.util.concurrent.atomic.AtomicLong;

/// Lets the JVM compile encryption as soon as it is clear that much is to be encrypted.
///
/// The second compiler has AES-GCM by the processor's own instructions, seventy times as fast as
/// what the first makes of it, and takes it up after some thousand calls of `doFinal`. Frames are
/// large, so that would be after 75 MiB of pages and after gigabytes of WAL. A tenth of a second of
/// calls with little in them gets there at once; it is spent when 4 MiB have passed. Safe for any
/// thread.
final class Warming {
    private static final long AFTER_BYTES = 4 << 20;
    private static final int CALLS = 6_000;
    // Less is encrypted by other code, and more takes longer.
    private static final int BYTES = 1 << 10;

    private final AtomicLong passed = new AtomicLong();

    /// Hears how much was sealed or opened just now.
    void passed(int bytes) {
        long now = passed.addAndGet(bytes);
        if (now >= AFTER_BYTES && now - bytes < AFTER_BYTES) {
            warm();
        }
    }

    private static void warm() {
        // A key that nothing else is encrypted under.
        var seal = new SecretFrameSeal(new byte[Hkdf.KEY_BYTES], new Warming());
        byte[] frame = new byte[FrameWriter.OVERHEAD_BYTES + BYTES];
        for (int call = 0; call < CALLS / 2; call++) {
            seal.encrypt(call, ContentId.NONE, frame, BYTES);
            seal.decrypt(call, ContentId.NONE, frame, BYTES);
        }
    }
}
