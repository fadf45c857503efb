package org.cairn.vault;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.cairn.kernel.EventSink;
import org.cairn.vault.copy.ObjectCheck.VaultMark;
import org.cairn.vault.scrub.Scrub;
import org.cairn.vault.scrub.ScrubShare;
import org.cairn.vault.scrub.Scrubbed;
import org.cairn.vault.store.ObjectStore;

/// A vault whose objects are read back without any key.
public final class VaultScrub {
    private final ObjectStore store;
    private final Repository repository;

    private VaultScrub(ObjectStore store) {
        this.store = store;
        this.repository = Repository.load(store);
    }

    /// Raises `vault-missing`, and of a bucket the problems of its store.
    public static VaultScrub of(VaultLocation location, InstantSource clock) {
        return new VaultScrub(VaultStores.ofVault(location, clock));
    }

    public UUID uuid() {
        return repository.uuid();
    }

    /// Reads a share of the objects: see [Scrub#run].
    public Scrubbed scrub(
            ScrubShare share, Optional<String> after, Consumer<String> reached, EventSink events) {
        var mark = new VaultMark(repository.uuid(), repository.suite());
        return new Scrub(store, mark, events).run(share, after, reached);
    }
}
