package org.cairn.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Tasks;
import org.cairn.vault.Verification.Finding;
import org.cairn.vault.Verification.Kind;
import org.cairn.vault.body.Packs;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.run.RunLog;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;

/// Reads every object of a vault back and gathers what is wrong, without stopping at the first.
///
/// Packs and bodies first and side by side, one thread and about 3 MiB for each processor; then the
/// documents, which can tell by then whether their bytes are all there. For one use.
final class Verifier {
    private static final Set<String> OF_THE_VAULT = Set.of(Repository.NAME.value());

    private final Packs packs;
    private final DocumentArchive documents;
    private final RunLog runs;
    private final Map<String, Finding> findings = new ConcurrentSkipListMap<>();
    private final Set<Sha256> lostBodies = ConcurrentHashMap.newKeySet();
    private final List<String> lostDocuments = new ArrayList<>();

    Verifier(Packs packs, DocumentArchive documents, RunLog runs) {
        this.packs = packs;
        this.documents = documents;
        this.runs = runs;
    }

    Verification verify() {
        List<ObjectName> names = packs.store().list("");
        List<ObjectName> later = new ArrayList<>();
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> reads = new ArrayList<>();
            for (ObjectName name : names) {
                if (name.value().startsWith("doc/")) {
                    later.add(name);
                } else {
                    reads.add(pool.submit(() -> checking(name, this::read)));
                }
            }
            reads.forEach(Tasks::await);
        }
        later.forEach(name -> checking(name, this::readDocument));
        long bytes = names.stream().mapToLong(this::sizeBytes).sum();
        return new Verification(names.size(), bytes, List.copyOf(findings.values()), lostDocuments);
    }

    private void read(ObjectName name) {
        Optional<PackId> pack = PackId.parse(name.value());
        if (pack.isPresent()) {
            readPack(pack.get());
        } else if (!readBody(name) && !runs.check(name) && !OF_THE_VAULT.contains(name.value())) {
            throw VaultProblems.damaged(
                    name.value(), "no object of format version 0 has such a name");
        }
    }

    private void readPack(PackId id) {
        try (var pack = packs.open(id)) {
            for (FrameRef frame : pack.reader().frames()) {
                pack.reader().readIdentified(frame);
            }
        }
    }

    private boolean readBody(ObjectName name) {
        // The name is the hash, so a body whose object cannot even be parsed is known to be lost.
        Optional<Sha256> content = documents.contentOf(name);
        content.ifPresent(sha256 -> {
            try {
                readToEnd(documents.open(sha256));
            } catch (ProblemException e) {
                lostBodies.add(sha256);
                throw e;
            }
        });
        return content.isPresent();
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
                documents
                        .findNamed(name)
                        .orElseThrow(() ->
                                VaultProblems.damaged(
                                        name.value(),
                                        "no document of format version 0 has such a name"));
        if (lostBodies.contains(document.sha256())) {
            lostDocuments.add(name.value());
            return;
        }
        try {
            requireLength(name, document, documents.open(document.sha256()));
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

    private void checking(ObjectName name, Consumer<ObjectName> check) {
        try {
            check.accept(name);
        } catch (ProblemException e) {
            // A finding is the answer here: the object at fault may be another than the one read.
            Problem problem = e.problem();
            Object object = problem.facts().getOrDefault("object", name.value());
            Kind kind =
                    problem.code().equals(VaultProblems.OBJECT_MISSING)
                            ? Kind.MISSING
                            : Kind.DAMAGED;
            findings.putIfAbsent(
                    object.toString(), new Finding(object.toString(), kind, problem.what()));
        }
    }

    private long sizeBytes(ObjectName name) {
        return packs.store().find(name).map(ObjectInfo::sizeBytes).orElse(0L);
    }
}
