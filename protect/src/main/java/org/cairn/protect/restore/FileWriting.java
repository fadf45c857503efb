package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.StoredFrame;

/// One file on its way to the disk. Its pieces may be written by several threads; the one that
/// writes the last piece forces the file, so that every byte is on the disk before the directory
/// becomes startable.
final class FileWriting {
    // A piece that one thread writes: 32 MiB of a table.
    private static final int FRAMES_A_PIECE = 256;
    // PostgreSQL's relations grow in place: a mask of twelve bits, of which only these are kept.
    private static final int MODE_BITS = 0777;

    private final SnapshotFile file;
    private final Path path;
    private final FileChannel channel;
    private final AtomicInteger open;

    FileWriting(SnapshotFile file, Path path) throws IOException {
        this.file = file;
        this.path = path;
        this.channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.open = new AtomicInteger(pieces());
    }

    /// How many pieces there are, at least one.
    int pieces() {
        return Math.max(1, Math.ceilDiv(file.frames().size(), FRAMES_A_PIECE));
    }

    /// Writes one piece, checked frame by frame.
    void write(int piece, SnapshotReader reader) throws IOException {
        List<StoredFrame> frames = file.frames();
        int from = piece * FRAMES_A_PIECE;
        int to = Math.min(frames.size(), from + FRAMES_A_PIECE);
        long position = 0;
        for (int i = 0; i < from; i++) {
            position += frames.get(i).plainBytes();
        }
        for (StoredFrame frame : frames.subList(from, to)) {
            if (!frame.isZero()) {
                ByteBuffer rest = ByteBuffer.wrap(reader.read(frame));
                long at = position;
                while (rest.hasRemaining()) {
                    at += channel.write(rest, at);
                }
            }
            position += frame.plainBytes();
        }
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    private void finish() throws IOException {
        if (channel.size() < file.sizeBytes()) {
            // Zeros at the end are not stored; one byte at the right place makes them.
            channel.write(ByteBuffer.allocate(1), file.sizeBytes() - 1);
        }
        channel.force(true);
        channel.close();
        Files.setPosixFilePermissions(path, permissions(file.mode()));
    }

    /// Gives up; for when another piece failed.
    void abandon() {
        try {
            channel.close();
        } catch (IOException _) {
            // What failed first is what the user hears of.
        }
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            // The constants are in the order of the bits, from the owner's right to read down.
            if ((mode & MODE_BITS & (0400 >> i)) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }
}
