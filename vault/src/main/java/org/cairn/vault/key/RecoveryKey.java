package org.cairn.vault.key;

import java.util.Arrays;

/// The text of a recovery key on its way to somebody who keeps it. Overwritten when it is closed;
/// prints nothing of itself.
///
/// @param slot that it opens
public record RecoveryKey(KeySlot slot, char[] text) implements AutoCloseable {
    @Override
    public void close() {
        Arrays.fill(text, '\0');
    }

    @Override
    public String toString() {
        return "the recovery key of " + slot;
    }
}
