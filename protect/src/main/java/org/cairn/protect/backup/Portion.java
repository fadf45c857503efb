package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.cairn.postgres.backup.DataDirectory;
import org.cairn.postgres.backup.DataFile;

/// What one thread reads in one go: a file, or a range of a large one, so that several threads
/// share a file of 1 GiB.
///
/// @param file its place in the listing
record Portion(int file, long offset, long lengthBytes) {
    /// A multiple of every size of a frame.
    static final long MOST_BYTES = 64 << 20;

    /// Cuts all files but the control file, in their order; the portions of a file follow each
    /// other.
    ///
    /// @param isRead of the file at a place in the listing
    static List<Portion> cut(List<DataFile> files, IntPredicate isRead) {
        var portions = new ArrayList<Portion>();
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            if (file.isFile() && !DataDirectory.isControlFile(file) && isRead.test(i)) {
                long offset = 0;
                do {
                    long length = Math.min(MOST_BYTES, file.sizeBytes() - offset);
                    portions.add(new Portion(i, offset, length));
                    offset += length;
                } while (offset < file.sizeBytes());
            }
        }
        return portions;
    }
}
