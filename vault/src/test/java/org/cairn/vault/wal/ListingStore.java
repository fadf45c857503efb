package org.cairn.vault.wal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.cairn.vault.store.ForwardingStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// A store whose first listing is another's: what a listing sees while others write.
final class ListingStore extends ForwardingStore {
    private final Function<String, List<ObjectName>> first;
    private final AtomicBoolean isUsed = new AtomicBoolean();

    ListingStore(ObjectStore store, Function<String, List<ObjectName>> first) {
        super(store);
        this.first = first;
    }

    @Override
    public List<ObjectName> list(String folder) {
        return isUsed.compareAndSet(false, true) ? first.apply(folder) : super.list(folder);
    }
}
