package org.cairn.vault.snapshot;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/// A file table as bytes, made as they are read, some kilobytes at a time. Confined to one thread.
final class FileTableInput extends InputStream {
    private static final int FRAMES_AT_ONCE = 1_000;

    private final Iterator<SnapshotFile> files;
    private List<StoredFrame> frames = List.of();
    private byte[] piece;
    private int position;
    private long entries;
    private boolean ended;

    /// @param files in the order of their paths
    FileTableInput(List<TablePack> packs, Iterator<SnapshotFile> files) {
        this.files = files;
        this.piece = FileTableForm.header(packs);
    }

    @Override
    public int read() {
        return atEnd() ? -1 : piece[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (atEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean atEnd() {
        while (position == piece.length && !ended) {
            piece = nextPiece();
            position = 0;
        }
        return position == piece.length;
    }

    private byte[] nextPiece() {
        if (!frames.isEmpty()) {
            int count = Math.min(FRAMES_AT_ONCE, frames.size());
            byte[] bytes = FileTableForm.frames(frames.subList(0, count));
            frames = frames.subList(count, frames.size());
            return bytes;
        }
        if (files.hasNext()) {
            SnapshotFile file = files.next();
            frames = file.frames();
            entries++;
            return FileTableForm.entry(file);
        }
        ended = true;
        return FileTableForm.end(entries);
    }
}
