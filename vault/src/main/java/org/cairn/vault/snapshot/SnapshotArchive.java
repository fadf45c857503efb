package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.session.WalNeed;
import org.cairn.vault.store.ObjectInfo;
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

    private static final int MOST_ORPHANS = 4096;
    private static final int SPARSE_SHARE = 8;
    private static final long SPARSE_BYTES = 64L << 20;

    private final ObjectStore store;
    private final Packs packs;
    private final Steps steps;
    private final BodyLimits limits;

    public SnapshotArchive(Packs packs, Steps steps) {
        this(packs, steps, BodyLimits.DEFAULT);
    }

    SnapshotArchive(Packs packs, Steps steps, BodyLimits limits) {
        this.store = packs.store();
        this.packs = packs;
        this.steps = steps;
        this.limits = limits;
    }

    /// Begins a snapshot.
    ///
    /// @param level of zstd: 1 is fast, 3 the usual
    public SnapshotWriter writer(int level) {
        return new SnapshotWriter(this, packs, steps, limits, level);
    }

    /// What snapshots need of the WAL that are under way, or that somebody may still create:
    /// [Sessions#walNeeds].
    public List<WalNeed> walNeeds() {
        return new Sessions(packs.objects()).walNeeds();
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

    /// Finds a snapshot by its label, by the beginning of it, or by its start and label as they are
    /// in the name of its object; reads no other. Raises `snapshot-ambiguous` when several begin so
    /// and none is called so, or when several are called so: backups of one second may be.
    public Optional<Snapshot> find(String prefix) {
        List<SnapshotName> all = names();
        List<SnapshotName> begin =
                all.stream()
                        .filter(name ->
                                name.label().startsWith(prefix) || name.unique().equals(prefix))
                        .toList();
        List<SnapshotName> exact =
                begin.stream().filter(name -> name.label().equals(prefix)).toList();
        List<SnapshotName> meant = exact.isEmpty() ? begin : exact;
        if (meant.size() > 1) {
            throw VaultProblems.snapshotAmbiguous(
                    prefix, meant.stream().map(name -> name.clearAmong(meant)).toList());
        }
        return meant.stream().findFirst().map(this::load);
    }

    /// Opens the files of a snapshot; the caller closes.
    public SnapshotReader open(Snapshot snapshot) {
        return new SnapshotReader(packs, snapshot);
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

    /// Removes the object of a snapshot; when this returns there is none such any more, also after
    /// a power cut. Its packs stay, others may share them. The WAL that only it needs is to be
    /// removed after it, never before. Raises `vault-removal-denied`.
    public void remove(Snapshot snapshot) {
        store.remove(snapshot.name().object());
    }

    /// How many snapshots there are, by their names.
    public long count() {
        return names().size();
    }

    /// Whether the object of a snapshot is there, by its name.
    public boolean isThere(String object) {
        return store.find(new ObjectName(object)).isPresent();
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
        snapshot.content()
                .chunks()
                .forEach(chunk -> requireSound(chunk.pack().objectName(), broken));
        for (TablePack pack : snapshot.content().packs()) {
            requireSound(pack.id().objectName(), broken);
            requirePack(pack);
        }
        try (SnapshotReader reader = open(snapshot)) {
            // Notices pieces that are not in their packs.
            var _ = new SnapshotFrames(reader);
        }
    }

    /// Notes the packs of a snapshot that are not there.
    public void noteMissing(Snapshot snapshot, BrokenFrames broken) {
        snapshot.content().packs().stream()
                .map(TablePack::id)
                .filter(pack -> store.find(new ObjectName(pack.objectName())).isEmpty())
                .forEach(broken::add);
    }

    /// The parts of files of a snapshot that lie in broken frames.
    public List<Loss> losses(Snapshot snapshot, BrokenFrames broken) {
        try (SnapshotReader reader = open(snapshot)) {
            return SnapshotFrames.losses(reader, broken);
        }
    }

    /// How many bytes the packs have that snapshots name, each counted once; of snapshots that can
    /// be read.
    public long packBytes() {
        return survey().snapshots().stream()
                .flatMap(snapshot -> snapshot.content().packs().stream())
                .distinct()
                .mapToLong(TablePack::sizeBytes)
                .sum();
    }

    /// How many bytes the packs have that of all snapshots only these name: what a sweep may free
    /// when they are gone.
    public long bytesOfOnly(Collection<Snapshot> these) {
        Set<TablePack> packs = new HashSet<>();
        these.forEach(snapshot -> packs.addAll(snapshot.content().packs()));
        Set<String> names = new TreeSet<>();
        these.forEach(snapshot -> names.add(snapshot.objectName()));
        survey().snapshots().stream()
                .filter(snapshot -> !names.contains(snapshot.objectName()))
                .forEach(snapshot -> snapshot.content().packs().forEach(packs::remove));
        return packs.stream().mapToLong(TablePack::sizeBytes).sum();
    }

    /// The packs of which snapshots name half or less, and which the newest snapshot of a server
    /// names: the next backup may store that part of them anew ([SnapshotWriter#leave]), and they
    /// go with the snapshots that name them now. In all no more than 64 MiB or an eighth of what
    /// those newest snapshots hold, whichever is more. None when a snapshot cannot be read. Reads
    /// the file tables of all snapshots.
    public List<SparsePack> sparse() {
        SnapshotSurvey survey = survey();
        if (!survey.findings().isEmpty()) {
            return List.of();
        }
        Map<String, Snapshot> newest = new HashMap<>();
        var use = new PackUse();
        for (Snapshot snapshot : survey.snapshots()) {
            newest.put(snapshot.facts().server().systemIdentifier(), snapshot);
            try (SnapshotReader reader = open(snapshot)) {
                use.add(reader);
            }
        }
        List<Snapshot> present = List.copyOf(newest.values());
        long bytes = present.stream().mapToLong(each -> each.content().logicalBytes()).sum();
        return use.sparse(PackUse.named(present), Math.max(SPARSE_BYTES, bytes / SPARSE_SHARE));
    }

    /// The snapshots that need a pack, by age; of those that can be read.
    public List<Snapshot> needing(PackId pack) {
        return survey().snapshots().stream()
                .filter(snapshot -> snapshot.content().needs(pack))
                .toList();
    }

    /// The packs that no snapshot names and that came after the newest one: what a backup left that
    /// did not come to its end, and what one stores that is under way. None when there are so many
    /// that they cannot be that.
    ///
    /// @param dataPacks the names of all packs
    List<PackId> orphans(Set<String> dataPacks) {
        List<Snapshot> all = survey().snapshots();
        Set<String> unnamed = new TreeSet<>(dataPacks);
        for (Snapshot snapshot : all) {
            snapshot.content().packs().forEach(pack -> unnamed.remove(pack.id().objectName()));
        }
        if (unnamed.size() > MOST_ORPHANS) {
            return List.of();
        }
        Instant newest =
                all.stream()
                        .flatMap(snapshot -> store.find(snapshot.name().object()).stream())
                        .map(ObjectInfo::lastModified)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN);
        return unnamed.stream()
                .filter(name ->
                        store.find(new ObjectName(name))
                                .filter(info -> !info.lastModified().isBefore(newest))
                                .isPresent())
                .flatMap(name -> PackId.parse(name).stream())
                .toList();
    }

    /// Reads the end of a meta pack, by which one that was cut is noticed.
    void requireMeta(PackId id) {
        try (var pack = packs.open(id)) {
            pack.reader().readFrames();
        }
    }

    private static void requireSound(String object, Predicate<String> broken) {
        if (broken.test(object)) {
            throw VaultProblems.damaged(object, "it was found damaged or missing");
        }
    }

    /// Looks whether a pack has its length and can list its frames.
    void requirePack(TablePack pack) {
        var name = new ObjectName(pack.id().objectName());
        try (var open = packs.open(pack.id())) {
            long size = open.object().sizeBytes();
            if (size != pack.sizeBytes()) {
                throw VaultProblems.damaged(
                        name.value(), "it has %d bytes and should have %d", size, pack.sizeBytes());
            }
            open.reader().readFrames();
        }
    }

    /// Creates the object under the first label that is free. Another backup that ends in the same
    /// second at the same moment may get the same one; where they start still tells them apart.
    ///
    /// @param announce hears of each attempt before it is made
    Snapshot create(SnapshotFacts facts, SnapshotContent content, Consumer<Snapshot> announce) {
        for (int nth = 1; ; nth++) {
            String label = SnapshotName.labelAt(facts.span().finishedAt(), nth);
            var snapshot = new Snapshot(label, facts, content);
            boolean free = names().stream().noneMatch(name -> name.label().equals(label));
            if (free) {
                announce.accept(snapshot);
                if (put(snapshot) == ObjectStore.Creation.CREATED) {
                    return snapshot;
                }
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
