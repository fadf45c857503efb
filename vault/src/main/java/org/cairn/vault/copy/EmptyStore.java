package org.cairn.vault.copy;

import java.util.List;
import java.util.Optional;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// A place in which nothing is yet, and that takes nothing: for saying what would be done there.
public final class EmptyStore implements ObjectStore {
    @Override
    public ObjectDraft draft(ObjectName name) {
        throw new IllegalStateException("nothing is written in a rehearsal: " + name);
    }

    @Override
    public ObjectReader open(ObjectName name) {
        throw VaultProblems.missing(name.value());
    }

    @Override
    public boolean exists(ObjectName name) {
        return false;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        return Optional.empty();
    }

    @Override
    public void remove(ObjectName name) {}

    @Override
    public List<ObjectName> list(String folder) {
        return List.of();
    }
}
