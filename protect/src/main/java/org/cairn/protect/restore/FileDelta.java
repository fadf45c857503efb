package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.vault.snapshot.FileComparison;
import org.cairn.vault.snapshot.FilePart;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;

/// One file that is there, on its way to what a snapshot has: read, compared, and written only
/// where it differs. Its turns may be done by several threads; whoever does the last one is told.
final class FileDelta {
    private final SnapshotFile file;
    private final Path path;
    private final boolean writes;
    private final List<FilePart> parts;
    private final FileChannel channel;
    private final AtomicInteger open;
    private final long sizeBefore;
    private volatile boolean changed;

    /// @param writes whether it is changed, or only looked at
    FileDelta(SnapshotFile file, Path path, boolean writes, SnapshotReader reader)
            throws IOException {
        this.file = file;
        this.path = path;
        this.writes = writes;
        this.parts = reader.parts(file);
        Set<OpenOption> how = new HashSet<>(Set.of(StandardOpenOption.READ));
        // Somebody may have put a link there since it was listed.
        how.add(LinkOption.NOFOLLOW_LINKS);
        if (writes) {
            how.add(StandardOpenOption.WRITE);
        }
        this.channel = FileChannel.open(path, how);
        this.sizeBefore = channel.size();
        this.open = new AtomicInteger(turns());
        this.changed = sizeBefore != file.sizeBytes();
    }

    int turns() {
        return parts.size() + 1;
    }

    /// Compares a part, or in the last turn the zeros. Says whether all turns are done; then
    /// [#finish] is due.
    boolean compare(int turn, FileComparison comparison) throws IOException {
        if (turn < parts.size()) {
            comparison.compare(parts.get(turn), this::read, this::write);
        } else {
            comparison.compareZeros(file, this::read, this::write);
        }
        return open.decrementAndGet() == 0;
    }

    private int read(long position, byte[] into, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(into, offset, length);
        while (rest.hasRemaining()) {
            int read = channel.read(rest, position + rest.position() - offset);
            if (read < 0) {
                break;
            }
        }
        return rest.position() - offset;
    }

    private void write(long position, byte[] bytes, int offset, int length) throws IOException {
        changed = true;
        if (!writes) {
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest, position + rest.position() - offset);
        }
    }

    /// Gives it its length and mode. Says whether it was changed; then it is to be forced. What was
    /// read and is right may not be on the disk yet; the server forces it before it replays, since
    /// the snapshot's `pg_control` does not say that it was shut down.
    boolean finish() throws IOException {
        Set<PosixFilePermission> mode = FileWriting.permissions(file.mode());
        boolean otherMode = !Files.getPosixFilePermissions(path).equals(mode);
        changed |= otherMode;
        if (!writes) {
            return changed;
        }
        if (channel.size() > file.sizeBytes()) {
            channel.truncate(file.sizeBytes());
        } else if (channel.size() < file.sizeBytes()) {
            // Zeros at the end are not handed out.
            channel.write(ByteBuffer.allocate(1), file.sizeBytes() - 1);
        }
        if (otherMode) {
            Files.setPosixFilePermissions(path, mode);
        }
        return changed;
    }

    void force() throws IOException {
        channel.force(true);
        channel.close();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing was written through it, or what failed first is what the user hears of.
        }
    }
}
