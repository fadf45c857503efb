package org.cairn.vault;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Gives 16 random bytes as hexadecimal digits each time: the identities of packs and documents.
final class RandomHex implements Supplier<String> {
    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
