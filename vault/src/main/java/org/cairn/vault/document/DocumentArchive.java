package org.cairn.vault.document;

import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.BodyMap;
import org.cairn.vault.body.Packs;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Keeps documents as they were fetched, durable before anybody reads them.
///
/// The order of writing is law: packs, then the body object that names their frames, then the
/// document object. A crash in between leaves objects that nobody names, and never a document
/// without all its bytes. The steps announced are `vault.pack-durable` (left out when the vault has
/// the bytes already), `vault.body-durable` and `vault.document-durable`. Safe for any thread and
/// any number of processes.
public final class DocumentArchive {
    private static final int MOST_LOOKED_AT = 1000;

    private final Packs packs;
    private final Bodies bodies;
    private final DocumentLog log;
    private final JsonObjects objects;
    private final InstantSource clock;
    private final Steps steps;

    public DocumentArchive(Packs packs, InstantSource clock, Steps steps) {
        this(packs, clock, steps, BodyLimits.DEFAULT);
    }

    DocumentArchive(Packs packs, InstantSource clock, Steps steps, BodyLimits limits) {
        this.packs = packs;
        this.bodies = new Bodies(packs, steps, limits);
        this.log = new DocumentLog(packs.store());
        this.objects = packs.objects();
        this.clock = clock;
        this.steps = steps;
    }

    /// Stores bytes and returns when they are durable and visible. Reads `body` to its end and
    /// leaves it open. Holds at most 2 MiB for each processor and 4 MiB more, whatever the size (20
    /// MiB at most), beside about 1 MiB a processor inside zstd. The same bytes are stored once;
    /// each call makes a document of its own.
    ///
    /// Raises `vault-full`, `vault-unwritable`, `vault-io-failed`, `vault-body-interrupted`
    /// (reading `body` failed) and `vault-body-too-large`; after each of them no document is
    /// visible. Raises `vault-object-damaged` or `vault-object-missing` when the vault has the same
    /// bytes and lost part of them.
    ///
    /// @param progress hears how many bytes were read so far, about once in a MiB
    public ArchivedDocument store(DocumentOrigin origin, InputStream body, LongConsumer progress) {
        BodyMap stored = bodies.store(body, progress);
        return record(origin, stored.sha256(), stored.lengthBytes());
    }

    /// Stores a document whose bytes the vault has already, without reading them again; empty if it
    /// has them not. Durable and visible like one of [#store], with the same problems.
    ///
    /// @param content of the bytes that were fetched
    public Optional<ArchivedDocument> storeAgain(DocumentOrigin origin, Sha256 content) {
        return bodies.find(content).map(body -> record(origin, body.sha256(), body.lengthBytes()));
    }

    private ArchivedDocument record(DocumentOrigin origin, Sha256 sha256, long lengthBytes) {
        var document =
                new ArchivedDocument(
                        new DocumentId(packs.ids().get()),
                        origin,
                        clock.instant(),
                        sha256,
                        lengthBytes);
        DocumentName name = log.next(origin.source(), document.fetchedAt(), document.id());
        if (DocumentObject.put(objects, name, document) == ObjectStore.Creation.EXISTED) {
            throw new IllegalStateException("a random document id came twice: " + name);
        }
        steps.reached("vault.document-durable");
        return document;
    }

    /// Opens the bytes of a document by their hash.
    public StoredBody open(Sha256 content) {
        return bodies.open(content);
    }

    public Optional<ArchivedDocument> find(DocumentId id) {
        return log.find(id).map(this::read);
    }

    /// Lists the documents of a source in the order in which they were stored. Raises
    /// `vault-object-damaged` if one of them cannot be read.
    public List<ArchivedDocument> log(String source) {
        return log.of(source).stream().map(this::read).toList();
    }

    /// The document of a source that was stored last from this address, among its last thousand.
    public Optional<ArchivedDocument> findLast(String source, String url) {
        return log.of(source).reversed().stream()
                .limit(MOST_LOOKED_AT)
                .map(this::read)
                .filter(document -> document.origin().url().equals(url))
                .findFirst();
    }

    /// Lists the documents of all sources, by source and then in the order of storing.
    public List<ArchivedDocument> all() {
        return log.all().stream().map(this::read).toList();
    }

    /// Reads the document under an object's name; empty if the name is not that of a document.
    public Optional<ArchivedDocument> findNamed(ObjectName object) {
        return DocumentName.parse(object).map(this::read);
    }

    /// Opens the bytes that an object's name stands for; empty if the name is not that of a body.
    /// Raises `vault-object-damaged` for one that is named after other bytes.
    public Optional<StoredBody> openNamed(ObjectName object) {
        return bodies.isBody(object) ? Optional.of(bodies.open(object)) : Optional.empty();
    }

    /// The packs that hold the bytes that an object's name stands for; empty if the name is not
    /// that of a body.
    public Optional<Set<PackId>> packsOf(ObjectName object) {
        return bodies.isBody(object)
                ? Optional.of(
                        bodies.map(object).pieces().stream()
                                .map(BodyMap.Piece::pack)
                                .collect(Collectors.toSet()))
                : Optional.empty();
    }

    /// The name of the object that says what these bytes are made of.
    public ObjectName bodyOf(Sha256 content) {
        return bodies.nameOf(content);
    }

    private ArchivedDocument read(DocumentName name) {
        return DocumentObject.load(objects, name);
    }
}
