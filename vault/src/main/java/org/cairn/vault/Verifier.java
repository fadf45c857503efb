package org.cairn.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.vault.body.Packs;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.key.KeySlots;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.BrokenFrames;
import org.cairn.vault.snapshot.Loss;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;

/// Reads every object of a vault back and gathers what is wrong, without stopping at the first.
///
/// Packs, bodies and WAL first and side by side, one thread and about 3 MiB for each processor;
/// then the documents and the snapshots, which can tell by then whether their bytes are all there.
/// For one use.
final class Verifier {
    private static final Set<String> OF_THE_VAULT = Set.of(Repository.NAME.value());

    private final Vault vault;
    private final Packs packs;
    private final KeySlots slots;
    private final Findings findings = new Findings();
    private final Set<ObjectName> lostBodies = ConcurrentHashMap.newKeySet();
    private final List<String> lostDocuments = new ArrayList<>();
    private final List<String> lostSnapshots = new ArrayList<>();
    private final BrokenFrames broken = new BrokenFrames();
    private final Map<String, List<Loss>> losses = new HashMap<>();

    Verifier(Vault vault, Packs packs, KeySlots slots) {
        this.vault = vault;
        this.packs = packs;
        this.slots = slots;
    }

    Verification verify() {
        List<ObjectName> names = packs.store().list("");
        List<ObjectName> later = new ArrayList<>();
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> reads = new ArrayList<>();
            for (ObjectName name : names) {
                if (name.value().startsWith("doc/") || name.value().startsWith("snap/")) {
                    later.add(name);
                } else {
                    reads.add(pool.submit(() -> findings.reading(name.value(), () -> read(name))));
                }
            }
            reads.forEach(Tasks::await);
        }
        later.forEach(this::readLater);
        long bytes = names.stream().mapToLong(this::sizeBytes).sum();
        return new Verification(
                names.size(), bytes, findings.all(), lostDocuments, lostSnapshots, losses);
    }

    private void read(ObjectName name) {
        Optional<PackId> pack = PackId.parse(name.value());
        if (pack.isPresent()) {
            readPack(pack.get());
        } else if (!readBody(name) && !isRead(name)) {
            throw unknown(name);
        }
    }

    private boolean isRead(ObjectName name) {
        return OF_THE_VAULT.contains(name.value())
                || slots.check(name)
                || vault.runs().check(name)
                || vault.servers().check(name)
                || isReadRemovable(name);
    }

    // A fragment may have been replaced by its segment since it was listed; what retention does not
    // keep, and what sweeps and writers make for each other, may have been removed.
    private boolean isReadRemovable(ObjectName name) {
        try {
            return vault.wal().check(name)
                    || vault.holds().check(name)
                    || vault.proofs().check(name)
                    || vault.removals().check(name)
                    || vault.sweeper().check(name);
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_MISSING)) {
                return true;
            }
            throw e;
        }
    }

    private static ProblemException unknown(ObjectName name) {
        return VaultProblems.damaged(name.value(), "no object of format version 1 has such a name");
    }

    private void readLater(ObjectName name) {
        if (name.value().startsWith("doc/")) {
            findings.reading(name.value(), () -> readDocument(name));
        } else if (packs.store().find(name).isPresent()
                && !findings.reading(name.value(), () -> readSnapshot(name))
                && vault.snapshots().isSnapshot(name)) {
            lostSnapshots.add(name.value());
            findings.reading(name.value(), () -> addLosses(name));
        }
    }

    private void addLosses(ObjectName name) {
        Optional<Snapshot> snapshot = vault.snapshots().findNamed(name);
        if (snapshot.isPresent()) {
            vault.snapshots().noteMissing(snapshot.get(), broken);
            losses.put(name.value(), vault.snapshots().losses(snapshot.get(), broken));
        }
    }

    private void readSnapshot(ObjectName name) {
        if (!vault.snapshots().requireWhole(name, findings::concern)) {
            throw unknown(name);
        }
    }

    private void readPack(PackId id) {
        try (var pack = packs.open(id)) {
            List<FrameRef> frames = pack.reader().frames();
            for (FrameRef frame : frames) {
                if (!findings.reading(id.objectName(), () -> pack.reader().read(frame))) {
                    broken.add(id, frame.number());
                }
            }
        } catch (ProblemException e) {
            broken.add(id);
            if (!isSwept(id, e)) {
                throw e;
            }
        }
    }

    // Whoever needs it all the same says so.
    private boolean isSwept(PackId id, ProblemException e) {
        return e.problem().code().equals(VaultProblems.OBJECT_MISSING)
                && vault.sweeper().isCondemned(id);
    }

    private boolean readBody(ObjectName name) {
        try {
            Optional<StoredBody> body = vault.documents().openNamed(name);
            body.ifPresent(Verifier::readToEnd);
            return body.isPresent();
        } catch (ProblemException e) {
            lostBodies.add(name);
            throw e;
        }
    }

    private static void readToEnd(StoredBody body) {
        try (InputStream in = body.stream()) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readDocument(ObjectName name) {
        ArchivedDocument document =
                vault.documents()
                        .findNamed(name)
                        .orElseThrow(() ->
                                VaultProblems.damaged(
                                        name.value(),
                                        "no document of format version 1 has such a name"));
        if (lostBodies.contains(vault.documents().bodyOf(document.sha256()))) {
            lostDocuments.add(name.value());
            return;
        }
        try {
            requireLength(name, document, vault.documents().open(document.sha256()));
        } catch (ProblemException e) {
            lostDocuments.add(name.value());
            throw e;
        }
    }

    private static void requireLength(ObjectName name, ArchivedDocument document, StoredBody body) {
        if (body.lengthBytes() != document.lengthBytes()) {
            throw VaultProblems.damaged(
                    name.value(),
                    "it says %d bytes and its body has %d",
                    document.lengthBytes(),
                    body.lengthBytes());
        }
    }

    private long sizeBytes(ObjectName name) {
        return packs.store().find(name).map(ObjectInfo::sizeBytes).orElse(0L);
    }
}
