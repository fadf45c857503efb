package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.session.WriterSession;

/// A snapshot on its way into the vault.
///
/// Each worker opens a lane, stores frames by it and closes it; then one of them commits with the
/// list of files. The order of a commit is law: all packs durable, then the file table, then word
/// in its session which packs the snapshot will name, so that no sweep removes them from then on,
/// then a look whether they are still there, then the snapshot object, by which all of it begins to
/// count. The steps announced are `vault.snapshot-begun`, `vault.snapshot-wal-announced`,
/// `vault.snapshot-packs-durable`, `vault.snapshot-files-durable`, `vault.snapshot-announced`,
/// `vault.snapshot-packs-found` and `vault.snapshot-durable`. A crash before the last leaves packs
/// that nobody names, and no snapshot; [#adopt] of a later one finds what is in them.
///
/// [#lane] and [#pieces] may be called by any thread; the rest by one thread, when the lanes are
/// closed.
public final class SnapshotWriter implements AutoCloseable {
    private final SnapshotArchive archive;
    private final Packs packs;
    private final Steps steps;
    private final WriterSession session;
    private final PackNumbers numbers = new PackNumbers();
    private final OpenPacks dataPacks;
    private final FrameLists lists;
    private final Reusable reusable;
    private final FrameIndex index = new FrameIndex();
    private final LanePacks lanePacks;
    private final Map<ContentId, TableChunk> sharedChunks = new HashMap<>();
    private final Set<String> left = new HashSet<>();
    private final int level;
    private boolean open = true;

    SnapshotWriter(
            SnapshotArchive archive, Packs packs, Steps steps, BodyLimits limits, int level) {
        this.archive = archive;
        this.packs = packs;
        this.steps = steps;
        // Before it looks at what is there: docs/decisions/0016.
        this.session = new Sessions(packs.objects()).begin();
        this.dataPacks = new OpenPacks(packs::open);
        this.lists = new FrameLists(dataPacks, numbers);
        this.reusable = new Reusable(packs.store(), session);
        this.lanePacks = new LanePacks(packs, numbers, limits, session);
        this.level = level;
        steps.reached("vault.snapshot-begun");
    }

    /// Says from where on the snapshot will need the WAL of its server, before it begins there: no
    /// expiry removes any of it until the snapshot is there. Raises `snapshot-session-ended`.
    ///
    /// @param server the system identifier
    /// @param from a position of the server that was asked before
    public void needWal(String server, Timeline timeline, Lsn from) {
        session.needWal(server, timeline, from);
        steps.reached("vault.snapshot-wal-announced");
    }

    /// Names packs of which nothing is to be shared with an earlier snapshot, so that they go when
    /// those do that name them: [SnapshotArchive#sparse]. To be called before [#base].
    public void leave(Collection<PackId> packs) {
        packs.forEach(pack -> left.add(pack.objectName()));
    }

    private boolean mayShare(String pack) {
        return !left.contains(pack) && reusable.isHere(pack);
    }

    /// Reads the files of an earlier snapshot, so that this one may share what did not change.
    /// Empty when its file table is damaged or gone.
    public Optional<BaseFiles> base(Snapshot snapshot) {
        try (var metaPacks = new OpenPacks(packs::open)) {
            var table = new FileTableReader(snapshot, packs.keys(), metaPacks, numbers);
            var base =
                    new BaseFiles(
                            snapshot,
                            table,
                            lists,
                            pack -> mayShare(numbers.id(pack).objectName()));
            snapshot.content().packs().forEach(reusable::know);
            snapshot.content().chunks().stream()
                    .filter(chunk -> reusable.isHere(chunk.pack().objectName()))
                    .forEach(chunk -> sharedChunks.put(chunk.id(), chunk));
            return Optional.of(base);
        } catch (ProblemException e) {
            if (FrameLists.isDamage(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Finds the frames that a backup left which did not come to its end, so that they are not
    /// stored again. Returns how many there are.
    public int adopt() {
        int found = 0;
        for (PackId id : archive.orphans(reusable.dataPacks())) {
            int pack = numbers.of(id);
            Optional<FrameList> list = lists.find(pack);
            if (list.isPresent()) {
                // While it is surely there: a sweep may end this writer later.
                reusable.know(reusable.table(id));
            }
            for (int frame = 0; list.isPresent() && frame < list.get().count(); frame++) {
                index.put(list.get().id(frame), Place.of(pack, frame, 0));
                found++;
            }
        }
        return found;
    }

    /// Opens a lane, which its worker closes.
    public SnapshotLane lane() {
        return new SnapshotLane(packs.keys(), lanePacks, index, level);
    }

    /// Begins the pieces of a file, or of a part of one.
    public PiecesBuilder pieces() {
        return new PiecesBuilder(lists);
    }

    /// Makes the snapshot durable and visible. All lanes must be closed. Raises
    /// `snapshot-pack-gone`, `snapshot-session-ended` and the problems of the store, after which no
    /// snapshot is visible.
    ///
    /// @param readBytes that were read from the server
    /// @param files in any order; a path may come once
    public Snapshot commit(
            SnapshotFacts facts,
            SnapshotContent.Origin origin,
            long readBytes,
            Collection<SnapshotFile> files) {
        if (!open) {
            throw new IllegalStateException("this snapshot is committed or dropped");
        }
        List<SnapshotFile> ordered = inOrder(files);
        Map<Integer, TablePack> written = lanePacks.publishAll();
        open = false;
        steps.reached("vault.snapshot-packs-durable");
        SnapshotContent content;
        try (var table = new FileTableWriter(packs, numbers, sharedChunks)) {
            List<TableChunk> chunks = table.write(ordered.iterator());
            table.publish();
            steps.reached("vault.snapshot-files-durable");
            List<TablePack> named = named(table.named(), written);
            var sizes =
                    new SnapshotContent.Sizes(
                            ordered.stream().mapToLong(SnapshotFile::sizeBytes).sum(),
                            readBytes,
                            written.values().stream().mapToLong(TablePack::sizeBytes).sum());
            content = new SnapshotContent(origin, chunks, named, ordered.size(), sizes);
        }
        Snapshot snapshot;
        try {
            snapshot = archive.create(facts, content, next -> announce(next, content));
        } catch (RuntimeException e) {
            session.failed();
            throw e;
        }
        steps.reached("vault.snapshot-durable");
        session.over();
        return snapshot;
    }

    private void announce(Snapshot next, SnapshotContent content) {
        session.commit(next.name().object(), content.needed());
        steps.reached("vault.snapshot-announced");
        requireStillThere(content);
        steps.reached("vault.snapshot-packs-found");
    }

    private List<TablePack> named(Set<Integer> named, Map<Integer, TablePack> written) {
        List<TablePack> all = new ArrayList<>();
        for (int number : named) {
            TablePack pack = written.get(number);
            all.add(pack == null ? reusable.table(numbers.id(number)) : pack);
        }
        all.sort(Comparator.comparing(pack -> pack.id().hex()));
        return all;
    }

    private void requireStillThere(SnapshotContent content) {
        Set<String> needed = new HashSet<>();
        content.needed().forEach(pack -> needed.add(pack.objectName()));
        reusable.requireStillThere(needed);
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

    /// Makes what closed lanes have stored durable and visible for [#adopt], where a backup is
    /// given up in order. All lanes must be closed.
    public void keepForTheNext() {
        lanePacks.publishFinished();
    }

    /// Drops what is not committed. No lane may be written to any more.
    @Override
    public void close() {
        open = false;
        lanePacks.close();
        dataPacks.close();
        session.close();
    }
}
