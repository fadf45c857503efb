package org.cairn.protect.backup;

import org.cairn.kernel.WalRange;

/// Knows when WAL is safe in the vault.
@FunctionalInterface
public interface WalDurability {
    /// Returns when every byte of the range is durable there, and throws when that will not be.
    /// What the server has not finished yet, such as the last segment, is its care to ask for.
    void await(WalRange range);
}
