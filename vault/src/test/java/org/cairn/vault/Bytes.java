package org.cairn.vault;

import java.io.ByteArrayInputStream;
import java.util.Random;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentOrigin;

/// Bodies for tests, the same for the same seed.
public final class Bytes {
    private Bytes() {}

    public static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /// Bytes that zstd makes several times smaller, without long repetitions.
    public static byte[] compressible(int length, long seed) {
        byte[] bytes = new byte[length];
        var random = new Random(seed);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + Integer.numberOfTrailingZeros(random.nextInt() | 1 << 20));
        }
        return bytes;
    }

    public static DocumentOrigin origin(String source) {
        return new DocumentOrigin(source, "https://data.example.org/" + source, null, "text/csv");
    }

    public static ArchivedDocument store(Vault vault, String source, byte[] body) {
        return vault.documents().store(origin(source), new ByteArrayInputStream(body), _ -> {});
    }
}
