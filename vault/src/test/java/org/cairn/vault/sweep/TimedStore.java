package org.cairn.vault.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ForwardingStore;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// A real store whose clock can be told that time has passed: all objects that are there by then
/// become older.
final class TimedStore extends ForwardingStore {
    private final ObjectStore real;
    private final Map<ObjectName, Duration> older = new ConcurrentHashMap<>();
    private volatile boolean packsLocked;

    TimedStore(ObjectStore real) {
        super(real);
        this.real = real;
    }

    /// From now on packs cannot be removed, as if they were locked; or they can again.
    void lockPacks(boolean locked) {
        packsLocked = locked;
    }

    void pass(Duration time) {
        real.list("").forEach(name -> older.merge(name, time, Duration::plus));
    }

    private ObjectInfo aged(ObjectInfo info) {
        Instant at = info.lastModified().minus(older.getOrDefault(info.name(), Duration.ZERO));
        return new ObjectInfo(info.name(), info.sizeBytes(), at);
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        return real.find(name).map(this::aged);
    }

    @Override
    public void remove(ObjectName name) {
        if (packsLocked && PackId.parse(name.value()).isPresent()) {
            throw VaultProblems.REMOVAL_DENIED
                    .says("cannot remove '%s'", name)
                    .kept("it is still there")
                    .remedy("Wait until the lock has ended.")
                    .asException();
        }
        real.remove(name);
        older.remove(name);
    }

    @Override
    public List<ObjectInfo> survey(String folder) {
        return real.survey(folder).stream().map(this::aged).toList();
    }
}
