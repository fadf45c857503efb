package org.cairn.vault;

import java.util.HexFormat;
import java.util.function.Supplier;
import org.cairn.vault.key.Entropy;

/// Gives 16 random bytes as hexadecimal digits each time: the identities of containers and
/// documents.
record RandomHex(Entropy entropy) implements Supplier<String> {
    private static final int BYTES = 16;

    @Override
    public String get() {
        return HexFormat.of().formatHex(entropy.bytes(BYTES));
    }
}
