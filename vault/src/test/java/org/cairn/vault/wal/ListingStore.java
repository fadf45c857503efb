package org.cairn.vault.wal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// A store whose first listing is another's: what a listing sees while others write.
final class ListingStore implements ObjectStore {
    private final ObjectStore store;
    private final Function<String, List<ObjectName>> first;
    private final AtomicBoolean isUsed = new AtomicBoolean();

    ListingStore(ObjectStore store, Function<String, List<ObjectName>> first) {
        this.store = store;
        this.first = first;
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
        return isUsed.compareAndSet(false, true) ? first.apply(folder) : store.list(folder);
    }
}
