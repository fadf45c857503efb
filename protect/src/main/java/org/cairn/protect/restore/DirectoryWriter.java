package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.jspecify.annotations.Nullable;

/// Writes all files of a snapshot but `pg_control`, whose bytes it hands back, and forces each file
/// and each folder. Memory is a frame and a few open files for each thread ([WriteCrew]). For one
/// use.
final class DirectoryWriter {
    private static final String TABLESPACES = "pg_tblspc/";

    private final RestoreFolders folders;
    private final EventSink events;
    private final long totalBytes;
    private final AtomicLong doneBytes = new AtomicLong();
    private final List<Path> directories = new ArrayList<>();
    private byte @Nullable [] control;

    DirectoryWriter(RestoreFolders folders, Snapshot snapshot, EventSink events) {
        this.folders = folders;
        this.totalBytes = snapshot.content().logicalBytes();
        this.events = events;
    }

    /// Returns the bytes of `pg_control`.
    byte[] write(SnapshotReader reader) {
        directories.add(folders.data());
        linkTablespaces();
        try (var crew = new WriteCrew();
                Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> take(file, reader, crew));
            crew.await();
        }
        forceDirectories();
        return requireControl(control);
    }

    static byte[] requireControl(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw ProtectProblems.RECOVERY_FAILED
                    .says("the snapshot holds no pg_control")
                    .what("its file table lists none")
                    .kept("the directory cannot be started")
                    .remedy("Verify the backup with `cairn backup verify`, and restore another.")
                    .asException();
        }
        return bytes;
    }

    private void take(SnapshotFile file, SnapshotReader reader, WriteCrew crew) {
        if (crew.hasFailed()) {
            return;
        }
        Path path = folders.data().resolve(file.path());
        try {
            switch (file.kind()) {
                case DIRECTORY -> {
                    Files.createDirectories(path);
                    directories.add(path);
                }
                case CONTROL -> control = reader.readAll(file);
                case FILE, RELATION -> {
                    write(file, path, reader, crew);
                    report(doneBytes.addAndGet(file.sizeBytes()));
                }
            }
        } catch (IOException e) {
            crew.fail(RestoreFailures.writing(path, e));
        }
    }

    /// Lets the crew write a file that is not there.
    static void write(SnapshotFile file, Path path, SnapshotReader reader, WriteCrew crew)
            throws IOException {
        var target = new FileWriting(file, path, reader);
        for (int i = 0; i < target.turns(); i++) {
            int turn = i;
            crew.write(
                    path,
                    () -> {
                        if (target.write(turn, reader)) {
                            crew.force(path, target::force, target::abandon);
                        }
                    },
                    target::abandon);
        }
    }

    private void report(long done) {
        events.accept(new RunEvent.Progressed("restore files", done, totalBytes, "bytes"));
    }

    /// The files of a tablespace are written through its link, which is made anew at each start by
    /// `tablespace_map`.
    private void linkTablespaces() {
        for (Map.Entry<Long, Path> tablespace : folders.tablespaces().entrySet()) {
            Path link = folders.data().resolve(TABLESPACES + tablespace.getKey());
            try {
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, tablespace.getValue());
                directories.add(tablespace.getValue());
            } catch (IOException e) {
                throw RestoreFailures.writing(link, e);
            }
        }
    }

    /// The deepest first: a folder's own entry is in its parent.
    private void forceDirectories() {
        directories.sort(Comparator.comparingInt(Path::getNameCount).reversed());
        for (Path directory : directories) {
            force(directory);
        }
        force(folders.parent());
    }

    static void force(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw RestoreFailures.writing(path, e);
        }
    }
}
