package org.cairn.vault.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.cairn.vault.frame.ContentId;
import org.jspecify.annotations.Nullable;

/// The files of the snapshot that a new one is compared with: about 300 bytes for each, and their
/// pieces. Safe for any thread.
public final class BaseFiles {
    private final Snapshot snapshot;
    private final Map<String, SnapshotFile> files = new HashMap<>();
    private final FrameLists lists;
    private final IntPredicate isHere;

    /// @param isHere whether the pack of a number is in the store
    BaseFiles(Snapshot snapshot, FileTableReader table, FrameLists lists, IntPredicate isHere) {
        this.snapshot = snapshot;
        this.lists = lists;
        this.isHere = isHere;
        table.forEachRemaining(file -> files.put(file.path(), file));
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public @Nullable SnapshotFile find(String path) {
        return files.get(path);
    }

    /// Whether a stretch of a file is one whole frame with this id.
    public boolean isFrame(Pieces pieces, long from, long to, ContentId id) {
        int piece = pieces.at(from);
        if (pieces.isZero(piece) || pieces.end(piece) < to || !isHere(pieces.place(piece))) {
            return false;
        }
        int pack = Place.pack(pieces.place(piece));
        Optional<FrameList> found = lists.find(pack);
        if (found.isEmpty()) {
            return false;
        }
        FrameList list = found.get();
        long first = pieces.place(piece);
        long skip = from - pieces.start(piece);
        if (list.plainBytesFrom(Place.frame(first), Place.offset(first)) < skip + to - from) {
            return false;
        }
        long place = list.after(pack, first, skip);
        int frame = Place.frame(place);
        return Place.offset(place) == 0
                && list.plainBytes(frame) == to - from
                && list.id(frame).equals(id);
    }

    /// Whether the bytes of a stretch may be taken: their packs are there and hold them, as far as
    /// their own lists say.
    public boolean isUsable(Pieces pieces, long from, long to) {
        for (long position = from; position < to; ) {
            int piece = pieces.at(position);
            if (!pieces.isZero(piece) && !isUsable(pieces, piece)) {
                return false;
            }
            position = pieces.end(piece);
        }
        return true;
    }

    private boolean isUsable(Pieces pieces, int piece) {
        long place = pieces.place(piece);
        return isHere(place)
                && lists.find(Place.pack(place))
                        .filter(list ->
                                list.plainBytesFrom(Place.frame(place), Place.offset(place))
                                        >= pieces.end(piece) - pieces.start(piece))
                        .isPresent();
    }

    /// Adds to `frames` those that a usable stretch is in.
    public void addFrames(Pieces pieces, long from, long to, FrameCount frames) {
        for (long position = from; position < to; ) {
            int piece = pieces.at(position);
            long end = Math.min(to, pieces.end(piece));
            if (!pieces.isZero(piece)) {
                addFrames(
                        pieces.place(piece),
                        position - pieces.start(piece),
                        end - position,
                        frames);
            }
            position = end;
        }
    }

    private void addFrames(long first, long skip, long length, FrameCount frames) {
        int pack = Place.pack(first);
        FrameList list = lists.of(pack);
        long place = list.after(pack, first, skip);
        long last = list.after(pack, first, skip + length - 1);
        for (int frame = Place.frame(place); frame <= Place.frame(last); frame++) {
            frames.add(Place.of(pack, frame, 0));
        }
    }

    private boolean isHere(long place) {
        return isHere.test(Place.pack(place));
    }
}
