package org.cairn.vault.body;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Bytes stored once under their SHA-256. Safe for any thread.
public final class Bodies {
    private static final Pattern FORM = Pattern.compile("body/([0-9a-f]{2})/\\1[0-9a-f]{62}");

    private final Packs packs;
    private final ObjectStore store;
    private final JsonObjects objects;
    private final Steps steps;
    private final BodyLimits limits;

    public Bodies(Packs packs, Steps steps, BodyLimits limits) {
        this.packs = packs;
        this.store = packs.store();
        this.objects = packs.objects();
        this.steps = steps;
        this.limits = limits;
    }

    /// Stores bytes and returns when they are durable. If the vault has them already, what was just
    /// written is dropped before anybody saw it, and what is there is looked at: storing again must
    /// not build on a body that lost a pack.
    public BodyMap store(InputStream bytes, LongConsumer progress) {
        try (var writer = new BodyWriter(packs.keys(), packs::draft, limits)) {
            BodyMap body = writer.write(bytes, progress);
            ObjectName name = nameOf(body.sha256());
            if (find(body.sha256()).isEmpty()) {
                writer.publish();
                steps.reached("vault.pack-durable");
                // Two stores of the same bytes at once: the second finds the name taken, and its
                // packs stay behind unnamed, which costs room and nothing else.
                BodyObject.put(objects, name, body);
            }
            steps.reached("vault.body-durable");
            return body;
        }
    }

    /// Finds bytes that are here already, whole as far as the ends of their packs tell.
    public Optional<StoredBody> find(Sha256 content) {
        return store.exists(nameOf(content)) ? Optional.of(open(content)) : Optional.empty();
    }

    /// Opens bytes by their hash. Raises `vault-object-missing` and `vault-object-damaged`.
    public StoredBody open(Sha256 content) {
        return open(nameOf(content));
    }

    /// Opens the bytes that an object's name stands for.
    public StoredBody open(ObjectName name) {
        return new StoredBody(packs, name, load(name));
    }

    /// Says whether an object's name is that of a body.
    public boolean isBody(ObjectName name) {
        return FORM.matcher(name.value()).matches();
    }

    /// Says which objects hold the bytes of a body.
    public BodyMap map(Sha256 content) {
        return load(nameOf(content));
    }

    /// Says which objects hold the bytes that an object's name stands for.
    public BodyMap map(ObjectName name) {
        return load(name);
    }

    /// The name of the object that says what these bytes are made of.
    public ObjectName nameOf(Sha256 content) {
        return BodyMap.nameOf(packs.keys(), content);
    }

    private BodyMap load(ObjectName name) {
        BodyMap body = BodyObject.load(objects, name);
        if (!nameOf(body.sha256()).equals(name)) {
            throw VaultProblems.damaged(name.value(), "it is named after other bytes");
        }
        return body;
    }
}
