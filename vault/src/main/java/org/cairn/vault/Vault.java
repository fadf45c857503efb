package org.cairn.vault;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Packs;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.run.RunLog;
import org.cairn.vault.server.ServerRegistry;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.wal.WalArchive;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;

/// A repository of immutable objects: the archive of documents, the log of runs, and of each server
/// its WAL and its snapshots.
///
/// Every object is created once, whole and durable, and nothing is changed afterwards; nothing is
/// removed but fragments of WAL whose segment is there. So a vault needs no lock: any number of
/// processes may use one at a time. It alone suffices to read what it holds. Holds nothing that has
/// to be closed. Safe for any thread.
public final class Vault {
    private final ObjectStore store;
    private final Repository repository;
    private final Packs packs;
    private final DocumentArchive documents;
    private final RunLog runs;
    private final ServerRegistry servers;
    private final WalArchive wal;
    private final SnapshotArchive snapshots;

    private Vault(ObjectStore store, Supplier<String> ids, InstantSource clock, Steps steps) {
        this.store = store;
        this.repository = Repository.load(store);
        var keys = ContainerKeys.clear(repository.uuid());
        this.packs = new Packs(store, keys, ids);
        this.documents = new DocumentArchive(packs, clock, steps);
        this.runs = new RunLog(store);
        this.servers = new ServerRegistry(store);
        this.wal = new WalArchive(store, keys, ids, steps);
        this.snapshots = new SnapshotArchive(packs, steps);
    }

    /// Opens the vault in a folder, or creates one if the folder is empty or does not exist. Two
    /// that create at the same time open the same vault. Raises `vault-foreign-folder` for a folder
    /// that holds other things and `vault-version-unknown` for a vault of another format.
    public static Vault openOrCreate(Path directory, InstantSource clock, Steps steps) {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw foreign(directory, "it is not a folder");
        }
        FileStore files = FileStore.create(directory, clock);
        // Looked at in this order because a creator that is faster makes repo.json before all else.
        if (!files.isBlank() && !files.exists(Repository.NAME)) {
            throw foreign(directory, "it holds other things and no repo.json");
        }
        return openOrCreate(files, clock, steps);
    }

    /// Opens the vault in a store, or creates one.
    public static Vault openOrCreate(ObjectStore store, InstantSource clock, Steps steps) {
        return openOrCreate(store, new RandomHex(), clock, steps);
    }

    static Vault openOrCreate(
            ObjectStore store, Supplier<String> ids, InstantSource clock, Steps steps) {
        if (!store.exists(Repository.NAME)) {
            new Repository(uuidOf(ids.get()), clock.instant()).create(store);
        }
        return new Vault(store, ids, clock, steps);
    }

    /// Opens the vault in a folder. Raises `vault-missing` if there is none.
    public static Vault open(Path directory, InstantSource clock, Steps steps) {
        if (!Files.isDirectory(directory)) {
            throw missing(directory, "there is no such folder");
        }
        FileStore files = FileStore.open(directory, clock);
        if (!files.exists(Repository.NAME)) {
            throw missing(directory, "the folder holds no repo.json");
        }
        return new Vault(files, new RandomHex(), clock, steps);
    }

    public DocumentArchive documents() {
        return documents;
    }

    public RunLog runs() {
        return runs;
    }

    public ServerRegistry servers() {
        return servers;
    }

    public WalArchive wal() {
        return wal;
    }

    public SnapshotArchive snapshots() {
        return snapshots;
    }

    public UUID uuid() {
        return repository.uuid();
    }

    public Instant created() {
        return repository.created();
    }

    /// Counts what the vault holds; reads every object of a document or a snapshot, and no body.
    public Stats stats() {
        List<ArchivedDocument> all = documents.all();
        List<ObjectName> packObjects = store.list("packs/");
        List<WalObject> ranges = wal.all();
        long fragments = ranges.stream().filter(range -> range.kind() == Kind.FRAGMENT).count();
        return new Stats(
                all.size(),
                store.list("body/").size(),
                all.stream().mapToLong(ArchivedDocument::lengthBytes).sum(),
                packObjects.stream().mapToLong(this::sizeBytes).sum(),
                packObjects.size(),
                snapshots.count(),
                snapshots.survey().snapshots().stream()
                        .mapToLong(snapshot -> snapshot.content().storedBytes())
                        .sum(),
                ranges.size() - fragments,
                fragments,
                ranges.stream().mapToLong(range -> sizeBytes(range.name())).sum());
    }

    private long sizeBytes(ObjectName name) {
        return store.find(name).map(ObjectInfo::sizeBytes).orElse(0L);
    }

    /// Reads every object back, to the last byte, and says which are damaged or missing and which
    /// documents and snapshots they take along. What nobody names cannot be missed: that a
    /// document, a snapshot or a range of WAL was removed is not noticed in version 0.
    public Verification verify() {
        return new Verifier(this, packs).verify();
    }

    // Version 4, variant 2 of RFC 9562 out of 16 random bytes.
    private static UUID uuidOf(String hex) {
        long high = Long.parseUnsignedLong(hex.substring(0, 16), 16);
        long low = Long.parseUnsignedLong(hex.substring(16), 16);
        return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(3L << 62)) | (2L << 62));
    }

    private static ProblemException foreign(Path directory, String what) {
        return VaultProblems.FOREIGN_FOLDER
                .says("'%s' is not a vault", directory)
                .what("%s", what)
                .kept("nothing in it was changed")
                .remedy("Name an empty folder, or one that does not exist yet.")
                .with("path", directory)
                .asException();
    }

    private static ProblemException missing(Path directory, String what) {
        return VaultProblems.MISSING
                .says("there is no vault in '%s'", directory)
                .what("%s", what)
                .kept("nothing was changed")
                .remedy("Check the path and whether the disk is mounted.")
                .with("path", directory)
                .asException();
    }
}
