package org.cairn.vault.key;

/// Where random bytes come from: `SecureRandom`, and in tests what counts.
@FunctionalInterface
public interface Entropy {
    /// Fills all of it.
    void fill(byte[] target);

    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }
}
