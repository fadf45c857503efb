package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.BodyMap;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Keeps snapshots of whole servers; all of them are full.
///
/// Safe for any thread and any number of processes; raises the problems of [ObjectStore],
/// `vault-object-missing` and `vault-object-damaged`.
public final class SnapshotArchive {
    private static final Comparator<Snapshot> BY_AGE =
            Comparator.comparing((Snapshot snapshot) -> snapshot.facts().span().finishedAt())
                    .thenComparing(Snapshot::start)
                    .thenComparing(Snapshot::label);

    private final ObjectStore store;
    private final Packs packs;
    private final Bodies bodies;
    private final Steps steps;
    private final BodyLimits limits;

    public SnapshotArchive(Packs packs, Steps steps) {
        this(packs, steps, BodyLimits.DEFAULT);
    }

    SnapshotArchive(Packs packs, Steps steps, BodyLimits limits) {
        this.store = packs.store();
        this.packs = packs;
        this.bodies = new Bodies(packs, Steps.NONE, BodyLimits.DEFAULT);
        this.steps = steps;
        this.limits = limits;
    }

    /// Begins a snapshot.
    ///
    /// @param level of zstd: 1 is fast, 3 the usual
    public SnapshotWriter writer(int level) {
        return new SnapshotWriter(this, packs, steps, limits, level);
    }

    /// Lists the snapshots of all servers by when they were finished, the oldest first. Raises
    /// `vault-object-damaged` if one of them cannot be read; [#survey] goes on.
    public List<Snapshot> list() {
        return names().stream().map(this::load).sorted(BY_AGE).toList();
    }

    /// Lists the snapshots that can be read, and what is wrong with the others.
    public SnapshotSurvey survey() {
        var findings = new Findings();
        List<Snapshot> snapshots = new ArrayList<>();
        for (SnapshotName name : names()) {
            findings.reading(name.object().value(), () -> snapshots.add(load(name)));
        }
        snapshots.sort(BY_AGE);
        return new SnapshotSurvey(snapshots, findings.all());
    }

    /// Finds a snapshot by its label or the beginning of it; reads no other. Raises
    /// `snapshot-ambiguous` when several begin so and none is called so.
    public Optional<Snapshot> find(String prefix) {
        List<SnapshotName> begin =
                names().stream().filter(name -> name.label().startsWith(prefix)).toList();
        List<SnapshotName> exact =
                begin.stream().filter(name -> name.label().equals(prefix)).toList();
        List<SnapshotName> meant = exact.isEmpty() ? begin : exact;
        if (meant.size() > 1) {
            throw VaultProblems.snapshotAmbiguous(
                    prefix, meant.stream().map(SnapshotName::label).toList());
        }
        return meant.stream().findFirst().map(this::load);
    }

    /// Opens the files of a snapshot; the caller closes.
    public SnapshotReader open(Snapshot snapshot) {
        return new SnapshotReader(packs, snapshot, bodies.open(snapshot.content().fileTable()));
    }

    /// Looks whether every object that a snapshot needs is there with its right length, without
    /// reading the packs.
    public SnapshotVerification check(Snapshot snapshot) {
        return new SnapshotVerifier(this, snapshot).check();
    }

    /// Reads back every byte that a snapshot needs and compares it with what was written, one
    /// thread for each processor.
    public SnapshotVerification verify(Snapshot snapshot) {
        return new SnapshotVerifier(this, snapshot).verify();
    }

    /// How many snapshots there are, by their names.
    public long count() {
        return names().size();
    }

    /// Reads the snapshot under an object's name; empty if the name is not that of one.
    public Optional<Snapshot> findNamed(ObjectName object) {
        return SnapshotName.parse(object).map(this::load);
    }

    /// Says whether an object's name is that of a snapshot.
    public boolean isSnapshot(ObjectName object) {
        return SnapshotName.parse(object).isPresent();
    }

    /// Compares a snapshot with the packs that it needs, whose bytes the caller has looked at: each
    /// must be there with its length and list the frames that the file table names. Returns false
    /// if the name is not that of a snapshot. Raises `vault-object-missing` or
    /// `vault-object-damaged`, naming the first object for which the snapshot cannot be restored.
    ///
    /// @param broken says which objects, by name, the caller found damaged or missing
    public boolean requireWhole(ObjectName object, Predicate<String> broken) {
        Optional<Snapshot> found = findNamed(object);
        found.ifPresent(snapshot -> requireWhole(snapshot, broken));
        return found.isPresent();
    }

    private void requireWhole(Snapshot snapshot, Predicate<String> broken) {
        String table = bodies.nameOf(snapshot.content().fileTable()).value();
        requireSound(table, broken);
        packsOfTable(snapshot).forEach(pack -> requireSound(pack.objectName(), broken));
        try (SnapshotReader reader = open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            for (TablePack pack : reader.packs()) {
                requireSound(pack.id().objectName(), broken);
                requireLength(pack);
            }
            files.forEach(new PackListings(packs, reader.packs(), table)::require);
        }
    }

    /// The packs that hold the file table itself.
    List<PackId> packsOfTable(Snapshot snapshot) {
        return bodies.map(snapshot.content().fileTable()).pieces().stream()
                .map(BodyMap.Piece::pack)
                .toList();
    }

    /// Reads the end of a pack, by which one that was cut is noticed.
    void requireEnd(PackId id) {
        try (var pack = packs.open(id)) {
            pack.reader().frames();
        }
    }

    private static void requireSound(String object, Predicate<String> broken) {
        if (broken.test(object)) {
            throw VaultProblems.damaged(object, "it was found damaged or missing");
        }
    }

    void requireLength(TablePack pack) {
        var name = new ObjectName(pack.id().objectName());
        long size =
                store.find(name).orElseThrow(() -> VaultProblems.missing(name.value())).sizeBytes();
        if (size != pack.sizeBytes()) {
            throw VaultProblems.damaged(
                    name.value(), "it has %d bytes and should have %d", size, pack.sizeBytes());
        }
    }

    /// Creates the object under the first label that is free.
    Snapshot create(SnapshotFacts facts, SnapshotContent content) {
        for (int nth = 1; ; nth++) {
            String label = SnapshotName.labelAt(facts.span().finishedAt(), nth);
            var snapshot = new Snapshot(label, facts, content);
            boolean free = names().stream().noneMatch(name -> name.label().equals(label));
            if (free && put(snapshot) == ObjectStore.Creation.CREATED) {
                return snapshot;
            }
        }
    }

    private ObjectStore.Creation put(Snapshot snapshot) {
        return SnapshotObject.put(packs.objects(), snapshot);
    }

    private List<SnapshotName> names() {
        return store.list(SnapshotName.FOLDER).stream()
                .map(SnapshotName::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private Snapshot load(SnapshotName name) {
        return SnapshotObject.load(packs.objects(), name);
    }
}
