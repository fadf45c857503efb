package org.cairn.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.Packs;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.KeySlots;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.run.RunLog;
import org.cairn.vault.server.ServerRegistry;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.snapshot.SnapshotHolds;
import org.cairn.vault.snapshot.SnapshotProofs;
import org.cairn.vault.snapshot.SnapshotRemovals;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.sweep.Sweeper;
import org.cairn.vault.wal.WalArchive;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;

/// A repository of immutable objects: the archive of documents, the log of runs, and of each server
/// its WAL and its snapshots.
///
/// Every object is created once, whole and durable, and nothing is changed afterwards; what is
/// removed, and in which order, says [ObjectStore#remove]. So a vault needs no lock: any number of
/// processes may use one at a time. It alone suffices to read what it holds. Holds nothing that has
/// to be closed. Safe for any thread.
public final class Vault {
    private final ObjectStore store;
    private final KeyRing.Tools tools;
    private final Repository repository;
    private final Packs packs;
    private final DocumentArchive documents;
    private final RunLog runs;
    private final ServerRegistry servers;
    private final WalArchive wal;
    private final SnapshotArchive snapshots;
    private final Sweeper sweeper;
    private final SnapshotHolds holds;
    private final SnapshotProofs proofs;
    private final SnapshotRemovals removals;

    private Vault(ObjectStore store, VaultMaking making, KeyRing.Tools tools) {
        this.store = store;
        this.tools = tools;
        this.repository = Repository.load(store);
        ContainerKeys keys = making.unlock(repository);
        this.packs = new Packs(store, keys, new RandomHex(tools.entropy()));
        this.documents = new DocumentArchive(packs, tools.clock(), tools.steps());
        this.runs = new RunLog(packs.objects());
        this.servers = new ServerRegistry(packs.objects());
        this.wal = new WalArchive(packs.objects(), tools.steps());
        this.snapshots = new SnapshotArchive(packs, tools.steps());
        var bodies = new Bodies(packs, tools.steps(), BodyLimits.DEFAULT);
        this.sweeper = new Sweeper(packs, snapshots, bodies, tools.steps());
        this.holds = new SnapshotHolds(packs.objects());
        this.proofs = new SnapshotProofs(packs.objects());
        this.removals = new SnapshotRemovals(packs.objects());
    }

    private static KeyRing.Tools tools(InstantSource clock, Steps steps) {
        var random = new SecureRandom();
        return new KeyRing.Tools(random::nextBytes, KeyRing.ITERATIONS, clock, steps);
    }

    /// Opens the vault in a folder, or creates one, not encrypted.
    public static Vault openOrCreate(Path directory, InstantSource clock, Steps steps) {
        return openOrCreate(directory, VaultAccess.CLEAR, clock, steps);
    }

    /// Opens the vault in a folder, or creates one: as of a place.
    public static Vault openOrCreate(
            Path directory, VaultAccess access, InstantSource clock, Steps steps) {
        return openOrCreate(new VaultLocation.Folder(directory), access, clock, steps);
    }

    /// Opens the vault of a place, or creates one if the place is empty or, a folder, does not
    /// exist. Two that create at the same time open the same vault. Raises `vault-foreign-folder`
    /// for a place that holds other things, `vault-version-unknown` or `vault-version-old` for a
    /// vault of another format, `vault-key-missing` or `vault-key-wrong` for an encrypted one, and
    /// of a bucket the problems of [S3Store#open] and `vault-store-unfit`.
    public static Vault openOrCreate(
            VaultLocation location, VaultAccess access, InstantSource clock, Steps steps) {
        return openOrCreate(VaultStores.forVault(location, clock), access, clock, steps);
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

    /// Opens the vault in a folder: as of a place.
    public static Vault open(Path directory, VaultAccess access, InstantSource clock, Steps steps) {
        return open(new VaultLocation.Folder(directory), access, clock, steps);
    }

    /// Opens the vault of a place. Raises `vault-missing` if there is none, `vault-key-missing` and
    /// `vault-key-wrong`, and of a bucket also the problems of [S3Store#open].
    public static Vault open(
            VaultLocation location, VaultAccess access, InstantSource clock, Steps steps) {
        KeyRing.Tools tools = tools(clock, steps);
        ObjectStore store = VaultStores.ofVault(location, clock);
        return new Vault(store, new VaultMaking(store, access, tools), tools);
    }

    /// Gives the keys of the vault in a folder: as of a place.
    public static KeyRing keys(Path directory, InstantSource clock, Steps steps) {
        return keys(new VaultLocation.Folder(directory), clock, steps);
    }

    /// Gives the keys of the vault of a place. Raises `vault-missing` and `vault-not-encrypted`.
    public static KeyRing keys(VaultLocation location, InstantSource clock, Steps steps) {
        ObjectStore store = VaultStores.ofVault(location, clock);
        Repository repository = Repository.load(store);
        if (repository.suite() == Suite.CLEAR) {
            throw KeyProblems.notEncrypted();
        }
        return new KeyRing(store, repository.uuid(), tools(clock, steps));
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

    /// Gives back the room of packs that nothing names.
    public Sweeper sweeper() {
        return sweeper;
    }

    /// Which snapshots must not be removed.
    public SnapshotHolds holds() {
        return holds;
    }

    /// Which snapshots were read back whole.
    public SnapshotProofs proofs() {
        return proofs;
    }

    /// Which snapshots somebody is about to remove.
    public SnapshotRemovals removals() {
        return removals;
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
        List<ObjectInfo> packObjects = store.survey("packs/");
        List<WalObject> ranges = wal.all();
        Set<ObjectName> walNames = ranges.stream().map(WalObject::name).collect(Collectors.toSet());
        long fragments = ranges.stream().filter(range -> range.kind() == Kind.FRAGMENT).count();
        return new Stats(
                all.size(),
                store.list("body/").size(),
                all.stream().mapToLong(ArchivedDocument::lengthBytes).sum(),
                packObjects.stream().mapToLong(ObjectInfo::sizeBytes).sum(),
                packObjects.size(),
                snapshots.count(),
                snapshots.packBytes(),
                ranges.size() - fragments,
                fragments,
                store.survey("wal/").stream()
                        .filter(each -> walNames.contains(each.name()))
                        .mapToLong(ObjectInfo::sizeBytes)
                        .sum());
    }

    /// Reads every object back, to the last byte, and says which are damaged or missing and which
    /// documents and snapshots they take along. What nobody names cannot be missed: that a
    /// document, a snapshot or a range of WAL was removed is not noticed.
    public Verification verify() {
        return new Verifier(this, packs, new KeySlots(store, uuid())).verify();
    }

    /// Makes another place hold what this vault holds: a vault that opens with the same keys. What
    /// is damaged here is not copied; that is part of the answer. Raises `vault-copy-foreign`,
    /// `vault-copy-itself`, `vault-copy-newer`, and the problems of both stores.
    ///
    /// @param here where this vault is
    public Replicated replicate(VaultLocation here, CopyOrder order, EventSink events) {
        return new VaultCopying(this, packs, tools).replicate(here, order, events);
    }

    /// Says what damaged objects take along, in their order.
    public List<Concern> concerns(List<String> damaged) {
        var radius = new BlastRadius(this, packs);
        return damaged.stream().map(radius::of).toList();
    }
}
