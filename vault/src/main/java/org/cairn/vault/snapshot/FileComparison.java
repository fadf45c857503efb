package org.cairn.vault.snapshot;

import java.io.IOException;
import java.util.Arrays;
import org.cairn.vault.frame.ContentHash;
import org.cairn.vault.frame.FrameWriter;

/// Compares a file that lies elsewhere with that of a snapshot, byte for byte, and hands out what
/// differs, page by page.
///
/// A frame all of whose bytes belong to the file at places that are read together is compared by
/// its id: nothing of it is fetched unless something differs. Of a frame that the file uses in part
/// only, the bytes are fetched and compared. Takes 1 MiB, and a frame while one is fetched.
/// Confined to one thread at a time.
public final class FileComparison {
    private static final int PAGE_BYTES = 8192;
    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private final SnapshotReader reader;
    private final ContentHash hash;
    private final byte[] held = new byte[FrameWriter.MAX_PLAIN];
    private long[] offsets = new long[64];
    private long heldBytes;
    private long fetchedBytes;
    private long differingBytes;

    FileComparison(SnapshotReader reader, ContentHash hash) {
        this.reader = reader;
        this.hash = hash;
    }

    /// The file that is compared.
    @FunctionalInterface
    public interface Held {
        /// Reads bytes from a position, and says how many of them there are: fewer only at the end.
        int read(long position, byte[] into, int offset, int length) throws IOException;
    }

    /// Compares a part and gives the bytes that the file should have where they are not what it
    /// has. Raises `vault-object-missing` and `vault-object-damaged`.
    public void compare(FilePart part, Held file, SnapshotReader.Target differing)
            throws IOException {
        FrameUses uses = part.uses();
        for (int use = part.from(); use < part.to(); ) {
            int next = uses.nextFrame(use);
            compareFrame(uses, use, next, file, differing);
            use = next;
        }
    }

    private void compareFrame(
            FrameUses uses, int from, int to, Held file, SnapshotReader.Target differing)
            throws IOException {
        long place = uses.place(from);
        FrameList frames = reader.lists().of(Place.pack(place));
        int plainBytes = frames.plainBytes(Place.frame(place));
        boolean atOnce = isUsedAtOnce(uses, from, to, plainBytes);
        if (atOnce
                && readAll(uses, from, to, file)
                && hash.of(held, 0, plainBytes).equals(frames.id(Place.frame(place)))) {
            return;
        }
        byte[] plain = null;
        for (int use = from; use < to; use++) {
            int length = uses.length(use);
            int there = file.read(uses.position(use), held, 0, length);
            heldBytes += atOnce ? 0 : there;
            if (!atOnce
                    && isWholeFrame(uses, use, plainBytes)
                    && there == length
                    && hash.of(held, 0, length).equals(frames.id(Place.frame(place)))) {
                // The same frame is at several places of the file.
                continue;
            }
            if (plain == null) {
                plain = reader.readFrame(place);
                fetchedBytes += plain.length;
            }
            var stretch =
                    new Stretch(uses.position(use), plain, Place.offset(uses.place(use)), length);
            giveDiffering(stretch, there, differing);
        }
    }

    /// What the file should have somewhere.
    private record Stretch(long position, byte[] plain, int offset, int length) {
        boolean isAt(int from, int to, byte[] held) {
            return Arrays.equals(held, from, to, plain, offset + from, offset + to);
        }
    }

    /// Whether the uses of a frame are all of it, each byte once.
    private boolean isUsedAtOnce(FrameUses uses, int from, int to, int plainBytes) {
        int count = to - from;
        if (count > offsets.length) {
            offsets = new long[Math.max(count, 2 * offsets.length)];
        }
        for (int i = 0; i < count; i++) {
            offsets[i] =
                    ((long) Place.offset(uses.place(from + i)) << Integer.SIZE)
                            | uses.length(from + i);
        }
        Arrays.sort(offsets, 0, count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            if (offsets[i] >> Integer.SIZE != end) {
                return false;
            }
            end += (int) offsets[i];
        }
        return end == plainBytes;
    }

    private static boolean isWholeFrame(FrameUses uses, int use, int plainBytes) {
        return Place.offset(uses.place(use)) == 0 && uses.length(use) == plainBytes;
    }

    /// Puts the bytes of the file where the frame has them; says whether there were all.
    private boolean readAll(FrameUses uses, int from, int to, Held file) throws IOException {
        for (int use = from; use < to; use++) {
            int offset = Place.offset(uses.place(use));
            int there = file.read(uses.position(use), held, offset, uses.length(use));
            heldBytes += there;
            if (there < uses.length(use)) {
                return false;
            }
        }
        return true;
    }

    /// Gives the pages that differ from what is held from the beginning of its buffer; neighbours
    /// at once.
    ///
    /// @param there how many bytes are held
    private void giveDiffering(Stretch stretch, int there, SnapshotReader.Target differing)
            throws IOException {
        int from = -1;
        for (int at = 0; at < stretch.length(); ) {
            long within = (stretch.position() + at) % PAGE_BYTES;
            int to = (int) Math.min(stretch.length(), at + PAGE_BYTES - within);
            boolean same = to <= there && stretch.isAt(at, to, held);
            if (same && from >= 0) {
                give(stretch, from, at, differing);
                from = -1;
            } else if (!same && from < 0) {
                from = at;
            }
            at = to;
        }
        if (from >= 0) {
            give(stretch, from, stretch.length(), differing);
        }
    }

    private void give(Stretch stretch, int from, int to, SnapshotReader.Target differing)
            throws IOException {
        give(
                stretch.position() + from,
                stretch.plain(),
                stretch.offset() + from,
                to - from,
                differing);
    }

    private void give(
            long position, byte[] bytes, int offset, int length, SnapshotReader.Target differing)
            throws IOException {
        differingBytes += length;
        differing.write(position, bytes, offset, length);
    }

    /// Compares the stretches of a file that the snapshot has as zeros, and gives zeros for the
    /// pages that are something else. What lies behind the end of the file it passes over.
    public void compareZeros(SnapshotFile snapshot, Held file, SnapshotReader.Target differing)
            throws IOException {
        Pieces pieces = snapshot.pieces();
        for (int piece = 0; piece < pieces.count(); piece++) {
            if (pieces.isZero(piece)) {
                compareZeros(pieces.start(piece), pieces.end(piece), file, differing);
            }
        }
    }

    private void compareZeros(long from, long end, Held file, SnapshotReader.Target differing)
            throws IOException {
        for (long position = from; position < end; ) {
            int length = (int) Math.min(held.length, end - position);
            int there = file.read(position, held, 0, length);
            heldBytes += there;
            for (int at = 0; at < there; at += PAGE_BYTES) {
                int page = Math.min(PAGE_BYTES, there - at);
                if (!SnapshotLane.isZero(held, at, page)) {
                    give(position + at, ZEROS, 0, page, differing);
                }
            }
            if (there < length) {
                return;
            }
            position += length;
        }
    }

    /// How many bytes of the files were read.
    public long heldBytes() {
        return heldBytes;
    }

    /// How many bytes were fetched from the vault, unpacked.
    public long fetchedBytes() {
        return fetchedBytes;
    }

    /// How many bytes were handed out because they differ.
    public long differingBytes() {
        return differingBytes;
    }
}
