package org.cairn.protect.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TablespaceCreation;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.protect.restore.ServerPast;
import org.cairn.protect.restore.VaultWal;
import org.cairn.vault.snapshot.Snapshot;

/// Writes WAL as the files that PostgreSQL has in `pg_wal`, with the history files of the timelines
/// on the way. What the vault does not have of the first and the last file is zero: replay begins
/// behind the one and ends before the other.
final class WalFiles {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ServerPast past;
    private final Snapshot snapshot;
    private final TimelinePath path;
    private final Lsn end;
    private final SegmentSize size;

    private WalFiles(ServerPast past, Snapshot snapshot, TimelinePath path, Lsn end) {
        this.past = past;
        this.snapshot = snapshot;
        this.path = path;
        this.end = end;
        this.size = new SegmentSize(snapshot.facts().server().segmentBytes());
    }

    /// Raises `target-unreachable` when the vault lacks WAL that the backup needs, and
    /// `tablespace-in-wal` when replay would make a tablespace in its original place, where the old
    /// server may still be: nobody is there to keep PostgreSQL from it.
    static WalFiles of(ServerPast past, Snapshot snapshot, WalReach reach) {
        TimelinePath newest = past.path(past.newestTimeline());
        boolean isOnWay = newest.holds(snapshot.timeline(), snapshot.stop());
        TimelinePath path =
                reach == WalReach.ALL && isOnWay ? newest : past.path(snapshot.timeline());
        Lsn contiguous = path.contiguousEnd(past.coverage(), snapshot.start());
        if (contiguous.compareTo(snapshot.stop()) < 0) {
            throw missing(snapshot, contiguous);
        }
        Lsn end = reach == WalReach.ALL ? contiguous : snapshot.stop();
        past.search().content(path, snapshot.start(), end).created().stream()
                .filter(creation -> !creation.location().isEmpty())
                .findFirst()
                .ifPresent(creation -> refuse(snapshot, creation));
        return new WalFiles(past, snapshot, path, end);
    }

    private static void refuse(Snapshot snapshot, TablespaceCreation creation) {
        throw ProtectProblems.TABLESPACE_IN_WAL
                .says("the log of the export would create tablespace %d", creation.oid())
                .what(
                        "replaying %s behind backup %s would link a restored server to %s, where the"
                                + " original may still be",
                        creation.at(), snapshot.label(), creation.location())
                .kept("nothing was written")
                .remedy(
                        "Export a backup that was taken after it: take one with `cairn backup`. Or"
                                + " export without --wal all.")
                .with("lsn", creation.at())
                .with("oid", creation.oid())
                .asException();
    }

    private static ProblemException missing(Snapshot snapshot, Lsn from) {
        return ProtectProblems.TARGET_UNREACHABLE
                .says("backup %s cannot be restored", snapshot.label())
                .what("the vault has no WAL from %s to %s", from, snapshot.stop())
                .kept("nothing was written")
                .remedy("Export another backup: see `cairn backup ls`.")
                .with("label", snapshot.label())
                .asException();
    }

    /// Up to where it goes.
    Lsn end() {
        return end;
    }

    /// The timeline on which it ends.
    int timeline() {
        return path.at(new Lsn(end.bytes() - 1)).number();
    }

    void write(ExportFolder folder, EventSink events) throws IOException {
        writeHistories(folder);
        List<WalRange> parts = path.between(snapshot.start(), end);
        long total = end.bytes() - snapshot.start().bytes();
        long done = 0;
        try (var wal = new VaultWal(past.wal(), path)) {
            for (WalRange part : parts) {
                for (Lsn at = size.startOf(part.start());
                        at.compareTo(part.end()) < 0;
                        at = size.endOf(at)) {
                    String name = "wal/" + size.fileName(part.timeline(), at);
                    writeSegment(folder.file(name), at, earlier(size.endOf(at), part.end()), wal);
                    done = Math.min(total, done + size.bytes());
                    events.accept(new RunEvent.Progressed("export wal", done, total, "bytes"));
                }
            }
        }
    }

    private void writeHistories(ExportFolder folder) throws IOException {
        for (WalRange part : path.between(new Lsn(0), end)) {
            byte[] history = past.histories().get(part.timeline());
            if (history != null) {
                Path file = folder.file("wal/" + part.timeline().hex() + ".history");
                Files.write(file, history, StandardOpenOption.CREATE_NEW);
                ExportFolder.force(file);
            }
        }
    }

    /// The bytes before a branch are those of the way, as PostgreSQL copies them into the first
    /// file of a new timeline.
    private void writeSegment(Path file, Lsn from, Lsn to, VaultWal wal) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (WalRange part : path.between(from, to)) {
                Lsn at = part.start();
                for (WalRange gap : past.coverage().gaps(part)) {
                    copy(wal, at, gap.start(), channel, from);
                    at = gap.end();
                }
                copy(wal, at, part.end(), channel, from);
            }
            if (channel.size() < size.bytes()) {
                channel.write(ByteBuffer.allocate(1), size.bytes() - 1L);
            }
            channel.force(true);
        }
    }

    private static void copy(VaultWal wal, Lsn from, Lsn to, FileChannel channel, Lsn start)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        Lsn at = from;
        while (at.compareTo(to) < 0) {
            int wanted = (int) Math.min(buffer.length, to.bytes() - at.bytes());
            int got = wal.read(at, buffer, 0, wanted);
            if (got == 0) {
                throw new IllegalStateException("listed WAL is not there: " + at);
            }
            ByteBuffer rest = ByteBuffer.wrap(buffer, 0, got);
            while (rest.hasRemaining()) {
                channel.write(rest, at.bytes() - start.bytes() + rest.position());
            }
            at = at.plusBytes(got);
        }
    }

    private static Lsn earlier(Lsn a, Lsn b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
