package org.cairn.vault.store;

import org.cairn.vault.problem.VaultProblems;

/// One object, open for reading. Safe for any thread until it is closed.
public interface ObjectReader extends AutoCloseable {
    ObjectName name();

    long sizeBytes();

    /// Reads exactly `length` bytes from `offset`. Raises `vault-object-damaged` when the object
    /// ends before; the length is compared with the object's size before memory is taken for it.
    byte[] read(long offset, int length);

    /// Reads the whole object if it is not larger than `limitBytes`; a larger one is damaged.
    default byte[] readAll(int limitBytes) {
        if (sizeBytes() > limitBytes) {
            throw VaultProblems.damaged(
                    name().value(),
                    "it has %d bytes, more than the %d that its kind can have",
                    sizeBytes(),
                    limitBytes);
        }
        return sizeBytes() == 0 ? new byte[0] : read(0, Math.toIntExact(sizeBytes()));
    }

    @Override
    void close();
}
