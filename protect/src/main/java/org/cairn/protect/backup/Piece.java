package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.DataFile;

/// What one thread reads in one go: a file, or a range of a large one, so that several threads
/// share a file of 1 GiB.
///
/// @param file its place in the listing
record Piece(int file, long offset, long lengthBytes) {
    /// A multiple of every size of a frame.
    static final long MOST_BYTES = 64 << 20;

    /// Cuts all files but the control file, in their order; the pieces of a file follow each other.
    static List<Piece> cut(List<DataFile> files) {
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            if (file.isFile() && !DataDirectory.isControlFile(file)) {
                long offset = 0;
                do {
                    long length = Math.min(MOST_BYTES, file.sizeBytes() - offset);
                    pieces.add(new Piece(i, offset, length));
                    offset += length;
                } while (offset < file.sizeBytes());
            }
        }
        return pieces;
    }
}
