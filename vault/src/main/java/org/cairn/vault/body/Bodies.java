package org.cairn.vault.body;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.BodyMap.PackPart;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Bytes stored once under their SHA-256. Safe for any thread.
public final class Bodies {
    private final Packs packs;
    private final ObjectStore store;
    private final Steps steps;
    private final BodyLimits limits;

    public Bodies(Packs packs, Steps steps, BodyLimits limits) {
        this.packs = packs;
        this.store = packs.store();
        this.steps = steps;
        this.limits = limits;
    }

    /// Stores bytes and returns when they are durable. If the vault has them already, what was just
    /// written is dropped before anybody saw it, and what is there is looked at: storing again must
    /// not build on a body that lost a pack.
    public BodyMap store(InputStream bytes, LongConsumer progress) {
        try (var writer = new BodyWriter(packs::draft, limits)) {
            BodyMap body = writer.write(bytes, progress);
            ObjectName name = BodyMap.nameOf(body.sha256());
            if (find(body.sha256()).isEmpty()) {
                writer.publish();
                steps.reached("vault.pack-durable");
                // Two stores of the same bytes at once: the second finds the name taken, and its
                // packs stay behind unnamed, which costs room and nothing else.
                store.putIfAbsent(name, BodyObject.write(body));
            }
            steps.reached("vault.body-durable");
            return body;
        }
    }

    /// Finds bytes that are here already, whole as far as sizes tell.
    public Optional<BodyMap> find(Sha256 content) {
        if (!store.exists(BodyMap.nameOf(content))) {
            return Optional.empty();
        }
        BodyMap body = load(content);
        requirePacks(body);
        return Optional.of(body);
    }

    public StoredBody open(Sha256 content) {
        return new StoredBody(packs, load(content));
    }

    private BodyMap load(Sha256 content) {
        try (var object = store.open(BodyMap.nameOf(content))) {
            return BodyObject.read(content, object.readAll(SealedJson.MAX_BYTES));
        }
    }

    private void requirePacks(BodyMap body) {
        for (PackPart part : body.packs()) {
            var name = new ObjectName(part.pack().objectName());
            long size =
                    store.find(name)
                            .orElseThrow(() -> VaultProblems.missing(name.value()))
                            .sizeBytes();
            if (size < part.frames().getLast().end()) {
                throw VaultProblems.damaged(
                        name.value(), "it ends at %d, before its frames do", size);
            }
        }
    }
}
