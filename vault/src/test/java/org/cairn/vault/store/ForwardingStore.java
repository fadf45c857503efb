package org.cairn.vault.store;

import java.util.List;
import java.util.Optional;

/// A store that leaves everything to another; stores of tests change what they are about.
public abstract class ForwardingStore implements ObjectStore {
    private final ObjectStore store;

    protected ForwardingStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public ObjectDraft draft(ObjectName name) {
        return store.draft(name);
    }

    @Override
    public ObjectReader open(ObjectName name) {
        return store.open(name);
    }

    @Override
    public boolean exists(ObjectName name) {
        return store.exists(name);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        return store.find(name);
    }

    @Override
    public void remove(ObjectName name) {
        store.remove(name);
    }

    @Override
    public List<ObjectName> list(String folder) {
        return store.list(folder);
    }
}
