package org.cairn.protect.stream;

import java.util.List;
import java.util.Optional;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// A store that can be full for a while.
final class RefusingStore implements ObjectStore {
    private final ObjectStore store;
    private volatile boolean full;

    RefusingStore(ObjectStore store) {
        this.store = store;
    }

    void fill() {
        full = true;
    }

    void makeRoom() {
        full = false;
    }

    @Override
    public ObjectDraft draft(ObjectName name) {
        if (full) {
            throw VaultProblems.FULL
                    .says("no room in the vault for '%s'", name)
                    .remedy("Make room on the disk that holds the vault, then do the same again.")
                    .asException();
        }
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
