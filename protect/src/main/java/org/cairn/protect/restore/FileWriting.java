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
import org.cairn.vault.snapshot.FilePart;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;

/// One file on its way to the disk. Its parts may be written by several threads; whoever writes the
/// last part is told, and sees to it that the file is forced, so that every byte is on the disk
/// before the directory becomes startable.
final class FileWriting {
    // PostgreSQL's relations grow in place: a mask of twelve bits, of which only these are kept.
    private static final int MODE_BITS = 0777;

    private final SnapshotFile file;
    private final Path path;
    private final List<FilePart> parts;
    private final FileChannel channel;
    private final AtomicInteger open;

    FileWriting(SnapshotFile file, Path path, SnapshotReader reader) throws IOException {
        this.file = file;
        this.path = path;
        this.parts = reader.parts(file);
        this.channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.open = new AtomicInteger(turns());
    }

    Path path() {
        return path;
    }

    /// How many calls of [#write] it takes, at least one.
    int turns() {
        return Math.max(1, parts.size());
    }

    /// Writes one part, checked frame by frame. What is zero is left out: the file has holes there.
    /// Says whether it was the last, after which the file is to be forced.
    boolean write(int turn, SnapshotReader reader) throws IOException {
        if (turn < parts.size()) {
            reader.read(parts.get(turn), this::write);
        }
        return open.decrementAndGet() == 0;
    }

    private void write(long position, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest, position + rest.position() - offset);
        }
    }

    /// Makes all of it durable, its mode too, and closes it.
    void force() throws IOException {
        if (channel.size() < file.sizeBytes()) {
            // Zeros at the end are not stored; one byte at the right place makes them.
            channel.write(ByteBuffer.allocate(1), file.sizeBytes() - 1);
        }
        Files.setPosixFilePermissions(path, permissions(file.mode()));
        channel.force(true);
        channel.close();
    }

    /// Gives up; for when another part failed.
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
