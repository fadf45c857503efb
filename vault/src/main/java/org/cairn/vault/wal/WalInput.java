package org.cairn.vault.wal;

import java.io.IOException;
import java.io.InputStream;
import org.cairn.vault.problem.VaultProblems;

/// The bytes of a range on their way into the vault: as many as the range has. Confined to one
/// thread.
final class WalInput {
    private final WalObject object;
    private final InputStream bytes;

    WalInput(WalObject object, InputStream bytes) {
        this.object = object;
        this.bytes = bytes;
    }

    /// Fills the first `length` bytes. Raises `wal-interrupted` if they do not come.
    void fill(byte[] target, int length) {
        int got;
        try {
            got = bytes.readNBytes(target, 0, length);
        } catch (IOException e) {
            throw VaultProblems.walInterrupted(
                    object.name().value(), String.valueOf(e.getMessage()));
        }
        if (got < length) {
            throw VaultProblems.walInterrupted(
                    object.name().value(), "the bytes end before " + object.range().end());
        }
    }
}
