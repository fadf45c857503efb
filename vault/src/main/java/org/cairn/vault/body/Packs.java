package org.cairn.vault.body;

import java.util.UUID;
import java.util.function.Supplier;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.frame.PackIdentity;
import org.cairn.vault.frame.PackReader;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// The packs of one repository. Safe for any thread.
///
/// @param ids gives 32 random hexadecimal digits each time
public record Packs(ObjectStore store, UUID repository, Supplier<String> ids) {
    /// A pack with its object open under it.
    public record OpenPack(PackId id, PackReader reader, ObjectReader object)
            implements AutoCloseable {
        @Override
        public void close() {
            object.close();
        }
    }

    public PackDraft draft() {
        return new PackDraft(store, new PackIdentity(repository, new PackId(ids.get())));
    }

    /// Begins a pack of file tables.
    public PackDraft metaDraft() {
        return draft();
    }

    /// Opens a pack of file tables. Raises as [#open].
    public OpenPack openMeta(PackId id) {
        return open(id);
    }

    /// Opens a pack. Raises `vault-object-missing` and `vault-object-damaged` with its name.
    public OpenPack open(PackId id) {
        ObjectReader object = store.open(new ObjectName(id.objectName()));
        try {
            var identity = new PackIdentity(repository, id);
            return new OpenPack(
                    id, new PackReader(identity, object.sizeBytes(), object::read), object);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }
}
