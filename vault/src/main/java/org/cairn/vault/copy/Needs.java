package org.cairn.vault.copy;

import java.util.List;
import java.util.Optional;
import org.cairn.kernel.WalRange;
import org.cairn.vault.store.ObjectName;

/// Says what an object names, which is read with the keys of the vault.
@FunctionalInterface
public interface Needs {
    /// Reads an object of the original. Raises `vault-object-missing` and `vault-object-damaged`.
    All of(ObjectName object);

    /// What one object needs.
    ///
    /// @param wal of which server, without which a snapshot cannot be restored
    record All(List<Need> objects, Optional<ServerRange> wal) {
        /// Of an object that stands for itself.
        public static final All NONE = new All(List.of(), Optional.empty());

        public All {
            objects = List.copyOf(objects);
        }
    }

    /// A range of the WAL of a server.
    record ServerRange(String server, WalRange range) {}
}
