package org.cairn.vault.sweep;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.BodyMap;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Which packs the visible snapshots and bodies name, by the names of their objects.
///
/// One object that cannot be read, or is of a kind that is not known here, could name any pack:
/// then there is no answer, but its problem.
record Needs(Set<String> packs) {
    private static final int AT_ONCE = 32;

    static Needs read(ObjectStore store, SnapshotArchive snapshots, Bodies bodies) {
        Set<String> packs = new HashSet<>();
        addAll(store, "snap/", packs, name -> ofSnapshot(snapshots, name));
        addAll(store, "body/", packs, name -> ofBody(bodies, name));
        return new Needs(packs);
    }

    private static void addAll(
            ObjectStore store,
            String folder,
            Set<String> packs,
            Function<ObjectName, Collection<PackId>> named) {
        List<ObjectName> names = store.list(folder);
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            List<ObjectName> some = names.subList(from, Math.min(names.size(), from + AT_ONCE));
            Tasks.map(some, name -> unlessRemoved(store, name, named))
                    .forEach(ids -> ids.forEach(id -> packs.add(id.objectName())));
        }
    }

    /// What was removed since it was listed names nothing any more.
    private static Collection<PackId> unlessRemoved(
            ObjectStore store, ObjectName name, Function<ObjectName, Collection<PackId>> named) {
        try {
            return named.apply(name);
        } catch (ProblemException e) {
            boolean missing = e.problem().code().equals(VaultProblems.OBJECT_MISSING);
            if (missing && !store.exists(name)) {
                return List.of();
            }
            throw e;
        }
    }

    private static Collection<PackId> ofSnapshot(SnapshotArchive snapshots, ObjectName name) {
        return snapshots.findNamed(name).orElseThrow(() -> unknown(name)).content().needed();
    }

    private static Collection<PackId> ofBody(Bodies bodies, ObjectName name) {
        if (!bodies.isBody(name)) {
            throw unknown(name);
        }
        return bodies.map(name).pieces().stream().map(BodyMap.Piece::pack).toList();
    }

    private static ProblemException unknown(ObjectName name) {
        return VaultProblems.damaged(
                name.value(),
                "no object of format version 1 has such a name; it may need any pack");
    }
}
