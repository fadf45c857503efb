package org.cairn.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Packs;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.KeySlots;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.problem.KeyProblems;
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
/// removed but fragments of WAL whose segment is there, and key slots that are revoked. So a vault
/// needs no lock: any number of processes may use one at a time. It alone suffices to read what it
/// holds. Holds nothing that has to be closed. Safe for any thread.
public final class Vault {
    private final ObjectStore store;
    private final Repository repository;
    private final Packs packs;
    private final DocumentArchive documents;
    private final RunLog runs;
    private final ServerRegistry servers;
    private final WalArchive wal;
    private final SnapshotArchive snapshots;

    private Vault(ObjectStore store, VaultMaking making, KeyRing.Tools tools) {
        this.store = store;
        this.repository = Repository.load(store);
        ContainerKeys keys = making.unlock(repository);
        this.packs = new Packs(store, keys, new RandomHex(tools.entropy()));
        this.documents = new DocumentArchive(packs, tools.clock(), tools.steps());
        this.runs = new RunLog(packs.objects());
        this.servers = new ServerRegistry(packs.objects());
        this.wal = new WalArchive(packs.objects(), tools.steps());
        this.snapshots = new SnapshotArchive(packs, tools.steps());
    }

    private static KeyRing.Tools tools(InstantSource clock, Steps steps) {
        var random = new SecureRandom();
        return new KeyRing.Tools(random::nextBytes, KeyRing.ITERATIONS, clock, steps);
    }

    /// Opens the vault in a folder, or creates one, not encrypted.
    public static Vault openOrCreate(Path directory, InstantSource clock, Steps steps) {
        return openOrCreate(directory, VaultAccess.CLEAR, clock, steps);
    }

    /// Opens the vault in a folder, or creates one if the folder is empty or does not exist. Two
    /// that create at the same time open the same vault. Raises `vault-foreign-folder` for a folder
    /// that holds other things, `vault-version-unknown` or `vault-version-old` for a vault of
    /// another format, and `vault-key-missing` or `vault-key-wrong` for an encrypted one.
    public static Vault openOrCreate(
            Path directory, VaultAccess access, InstantSource clock, Steps steps) {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw foreign(directory, "it is not a folder");
        }
        FileStore files = FileStore.create(directory, clock);
        // Looked at in this order because a creator that is faster makes repo.json before all else
        // but the slots of its keys.
        if (!files.isBlank() && !holdsOnlyKeys(directory) && !files.exists(Repository.NAME)) {
            throw foreign(directory, "it holds other things and no repo.json");
        }
        return openOrCreate(files, access, clock, steps);
    }

    /// Opens the vault in a store, or creates one, not encrypted.
    public static Vault openOrCreate(ObjectStore store, InstantSource clock, Steps steps) {
        return openOrCreate(store, VaultAccess.CLEAR, clock, steps);
    }

    /// Opens the vault in a store, or creates one.
    public static Vault openOrCreate(
            ObjectStore store, VaultAccess access, InstantSource clock, Steps steps) {
        return openOrCreate(store, access, tools(clock, steps));
    }

    static Vault openOrCreate(ObjectStore store, VaultAccess access, KeyRing.Tools tools) {
        var making = new VaultMaking(store, access, tools);
        making.makeUnlessThere();
        return new Vault(store, making, tools);
    }

    /// Opens the vault in a folder, which is not encrypted.
    public static Vault open(Path directory, InstantSource clock, Steps steps) {
        return open(directory, VaultAccess.CLEAR, clock, steps);
    }

    /// Opens the vault in a folder. Raises `vault-missing` if there is none, `vault-key-missing`
    /// and `vault-key-wrong`.
    public static Vault open(Path directory, VaultAccess access, InstantSource clock, Steps steps) {
        KeyRing.Tools tools = tools(clock, steps);
        FileStore files = existing(directory, clock);
        return new Vault(files, new VaultMaking(files, access, tools), tools);
    }

    /// Gives the keys of the vault in a folder. Raises `vault-missing` and `vault-not-encrypted`.
    public static KeyRing keys(Path directory, InstantSource clock, Steps steps) {
        FileStore files = existing(directory, clock);
        Repository repository = Repository.load(files);
        if (repository.suite() == Suite.CLEAR) {
            throw KeyProblems.notEncrypted();
        }
        return new KeyRing(files, repository.uuid(), tools(clock, steps));
    }

    private static FileStore existing(Path directory, InstantSource clock) {
        if (!Files.isDirectory(directory)) {
            throw missing(directory, "there is no such folder");
        }
        FileStore files = FileStore.open(directory, clock);
        if (!files.exists(Repository.NAME)) {
            throw missing(directory, "the folder holds no repo.json");
        }
        return files;
    }

    // What is left of a vault that was begun: its creator was ended before it made repo.json.
    private static boolean holdsOnlyKeys(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .allMatch(name -> name.equals("keys") || name.equals(".tmp"));
        } catch (IOException _) {
            // It was readable a moment ago; what is wrong with it is said by who uses it next.
            return false;
        }
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

    public Suite suite() {
        return repository.suite();
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
                snapshots.packBytes(),
                ranges.size() - fragments,
                fragments,
                ranges.stream().mapToLong(range -> sizeBytes(range.name())).sum());
    }

    private long sizeBytes(ObjectName name) {
        return store.find(name).map(ObjectInfo::sizeBytes).orElse(0L);
    }

    /// Reads every object back, to the last byte, and says which are damaged or missing and which
    /// documents and snapshots they take along. What nobody names cannot be missed: that a
    /// document, a snapshot or a range of WAL was removed is not noticed.
    public Verification verify() {
        return new Verifier(this, packs, new KeySlots(store, uuid())).verify();
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
