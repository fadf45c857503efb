package org.cairn.vault.snapshot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.WriterSession;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The packs that are in the store already and that a snapshot on its way may name: which they are
/// when it begins, and whether they still are when it ends. Safe for any thread.
final class Reusable {
    private static final String DATA = "packs/";
    private static final String META = "meta/";

    private final ObjectStore store;
    private final Map<PackId, Long> sizes = new HashMap<>();
    private final WriterSession session;
    private final Set<String> atBegin;

    /// @param session which has begun: what is listed after that stays for it
    Reusable(ObjectStore store, WriterSession session) {
        this.store = store;
        this.session = session;
        this.atBegin = names();
    }

    /// Whether a pack was there when the snapshot was begun and is not condemned.
    boolean isHere(String objectName) {
        return atBegin.contains(objectName) && session.mayShare(objectName);
    }

    /// The data packs that were there at the beginning and were never condemned, by their objects'
    /// names.
    Set<String> dataPacks() {
        return atBegin.stream()
                .filter(name -> name.startsWith(DATA) && session.mayAdopt(name))
                .collect(Collectors.toSet());
    }

    synchronized void know(TablePack pack) {
        sizes.put(pack.id(), pack.sizeBytes());
    }

    /// A pack with its size.
    TablePack table(PackId id) {
        Long known;
        synchronized (this) {
            known = sizes.get(id);
        }
        if (known != null) {
            return new TablePack(id, known);
        }
        return store.find(new ObjectName(id.objectName()))
                .map(info -> new TablePack(id, info.sizeBytes()))
                .orElseThrow(() -> gone(id.objectName()));
    }

    /// Refuses a snapshot of which an object has gone meanwhile, or is condemned: somebody removed
    /// it by hand, or it was never to be named. Raises `snapshot-pack-gone`.
    void requireStillThere(Set<String> needed) {
        Set<String> now = names();
        needed.stream()
                .filter(name -> !now.contains(name) || !session.mayShare(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw gone(name);
                });
    }

    private static ProblemException gone(String name) {
        return VaultProblems.SNAPSHOT_PACK_GONE
                .says("a pack that this backup shares with an earlier one is gone")
                .what("%s was there when the backup began and is not any more", name)
                .kept("no backup is visible; what it stored is found by the next one")
                .remedy("Take the backup again, and look who removes objects of the vault.")
                .with("object", name)
                .asException();
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        for (String folder : new String[] {DATA, META}) {
            store.list(folder).forEach(name -> names.add(name.value()));
        }
        return names;
    }
}
