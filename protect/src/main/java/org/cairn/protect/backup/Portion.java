package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.DataFile;

/// What one thread reads in one go: a file, or a range of a large one, so that several threads
/// share a file of 1 GiB.
///
/// @param file its place in the listing
record Portion(int file, long offset, long lengthBytes) {
    /// A multiple of every size of a frame.
    static final long MOST_BYTES = 64 << 20;

    private static final int MOST_TOGETHER = 200;

    /// Cuts all files but the control file, in their order; the portions of a file follow each
    /// other.
    ///
    /// @param isRead of the file at a place in the listing
    static List<Portion> cut(List<DataFile> files, IntPredicate isRead) {
        var portions = new ArrayList<Portion>();
        for (int i = 0; i < files.size(); i++) {
            DataFile file = files.get(i);
            if (file.isFile() && !BackupFiles.isControlFile(file) && isRead.test(i)) {
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

    /// Portions that one thread takes in one go.
    ///
    /// @param from the place of the first in the list of all
    /// @param to the place behind the last
    record Neighbours(int from, int to) {}

    /// Gathers portions that are small: many small files cost no more ways to the server than one
    /// large one.
    static List<Neighbours> gather(List<Portion> portions, long mostBytes) {
        var gathered = new ArrayList<Neighbours>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < portions.size(); i++) {
            long length = portions.get(i).lengthBytes();
            if (i > from && (bytes + length > mostBytes || i - from == MOST_TOGETHER)) {
                gathered.add(new Neighbours(from, i));
                from = i;
                bytes = 0;
            }
            bytes += length;
        }
        if (from < portions.size()) {
            gathered.add(new Neighbours(from, portions.size()));
        }
        return gathered;
    }
}
