package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.BodyMap;
import org.cairn.vault.body.Packs;

/// A snapshot on its way into the vault.
///
/// Each worker opens a lane, stores frames by it and closes it; then one of them commits with the
/// list of files. The order of a commit is law: all packs durable, then the file table, then the
/// snapshot object, by which all of it begins to count. The steps announced are
/// `vault.snapshot-packs-durable`, `vault.snapshot-files-durable` and `vault.snapshot-durable`. A
/// crash before the last leaves packs that nobody names, and no snapshot.
///
/// [#lane] may be called by any thread; the rest by one thread, when the lanes are closed.
public final class SnapshotWriter implements AutoCloseable {
    private final SnapshotArchive archive;
    private final Packs packs;
    private final Steps steps;
    private final LanePacks lanePacks;
    private final int level;
    private boolean open = true;

    SnapshotWriter(
            SnapshotArchive archive, Packs packs, Steps steps, BodyLimits limits, int level) {
        this.archive = archive;
        this.packs = packs;
        this.steps = steps;
        this.lanePacks = new LanePacks(packs, limits);
        this.level = level;
    }

    /// Opens a lane, which its worker closes.
    public SnapshotLane lane() {
        return new SnapshotLane(lanePacks, level);
    }

    /// How many bytes were given to the lanes so far.
    public long readBytes() {
        return lanePacks.readBytes();
    }

    /// Makes the snapshot durable and visible. All lanes must be closed. Raises the problems of the
    /// store, after which no snapshot is visible.
    ///
    /// @param files in any order; a path may come once
    public Snapshot commit(SnapshotFacts facts, Collection<SnapshotFile> files) {
        if (!open) {
            throw new IllegalStateException("this snapshot is committed or dropped");
        }
        List<SnapshotFile> ordered = inOrder(files);
        List<TablePack> written = lanePacks.publishAll();
        open = false;
        steps.reached("vault.snapshot-packs-durable");
        BodyMap table =
                new Bodies(packs, Steps.NONE, BodyLimits.DEFAULT)
                        .store(new FileTableInput(written, ordered.iterator()), _ -> {});
        steps.reached("vault.snapshot-files-durable");
        var content =
                new SnapshotContent(
                        table.sha256(),
                        ordered.size(),
                        ordered.stream().mapToLong(SnapshotFile::sizeBytes).sum(),
                        lanePacks.readBytes(),
                        written.stream().mapToLong(TablePack::sizeBytes).sum());
        Snapshot snapshot = archive.create(facts, content);
        steps.reached("vault.snapshot-durable");
        return snapshot;
    }

    private static List<SnapshotFile> inOrder(Collection<SnapshotFile> files) {
        List<SnapshotFile> ordered = new ArrayList<>(files);
        ordered.sort(Comparator.comparing(SnapshotFile::path, SnapshotPath.ORDER));
        for (int i = 1; i < ordered.size(); i++) {
            if (Objects.equals(ordered.get(i - 1).path(), ordered.get(i).path())) {
                throw new IllegalArgumentException("twice: " + ordered.get(i).path());
            }
        }
        return ordered;
    }

    /// Drops what is not committed. No lane may be written to any more.
    @Override
    public void close() {
        open = false;
        lanePacks.close();
    }
}
