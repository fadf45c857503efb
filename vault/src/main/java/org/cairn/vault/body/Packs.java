package org.cairn.vault.body;

import java.util.function.Supplier;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerReader;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// The packs of one repository. Safe for any thread.
///
/// @param ids gives 32 random hexadecimal digits each time
public record Packs(ObjectStore store, ContainerKeys keys, Supplier<String> ids) {
    /// A pack with its object open under it.
    public record OpenPack(PackId id, ContainerReader reader, ObjectReader object)
            implements AutoCloseable {
        @Override
        public void close() {
            object.close();
        }
    }

    /// The objects of JSON beside the packs.
    public JsonObjects objects() {
        return new JsonObjects(store, keys, ids);
    }

    /// Begins a pack of data.
    public PackDraft draft() {
        return draft(PackId.Kind.DATA);
    }

    public PackDraft draft(PackId.Kind kind) {
        return new PackDraft(store, keys, new PackId(kind, ids.get()));
    }

    /// Opens a pack. Raises `vault-object-missing` and `vault-object-damaged` with its name.
    public OpenPack open(PackId id) {
        ObjectReader object = store.open(new ObjectName(id.objectName()));
        try {
            var reader = new ContainerReader(keys, id.label(), object.sizeBytes(), object::read);
            return new OpenPack(id, reader, object);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }
}
