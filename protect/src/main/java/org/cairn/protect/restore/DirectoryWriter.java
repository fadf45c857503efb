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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.jspecify.annotations.Nullable;

/// Writes all files of a snapshot but `pg_control`, whose bytes it hands back, and forces each file
/// and each folder. One thread a processor reads, checks, unpacks and writes; memory is a frame and
/// a few open files for each. For one use.
final class DirectoryWriter {
    private static final String TABLESPACES = "pg_tblspc/";

    private final RestoreFolders folders;
    private final EventSink events;
    private final long totalBytes;
    private final int workers = Runtime.getRuntime().availableProcessors();
    private final Semaphore room = new Semaphore(workers * 4);
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
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
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        workers, Thread.ofPlatform().name("restore-", 1).daemon().factory())) {
            try (Stream<SnapshotFile> files = reader.files()) {
                files.forEach(file -> take(file, reader, pool));
            }
            room.acquireUninterruptibly(workers * 4);
        }
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
                // Nothing failed.
            }
        }
        forceDirectories();
        byte[] bytes = control;
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

    private void take(SnapshotFile file, SnapshotReader reader, ExecutorService pool) {
        if (failure.get() != null) {
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
                case FILE, RELATION -> submit(file, path, reader, pool);
            }
        } catch (IOException e) {
            failure.compareAndSet(null, RestoreFailures.writing(path, e));
        }
    }

    private void submit(SnapshotFile file, Path path, SnapshotReader reader, ExecutorService pool)
            throws IOException {
        var writing = new FileWriting(file, path, reader);
        for (int i = 0; i < writing.turns(); i++) {
            int turn = i;
            room.acquireUninterruptibly();
            pool.execute(() -> {
                try {
                    if (failure.get() == null) {
                        writing.write(turn, reader);
                    } else {
                        writing.abandon();
                    }
                } catch (IOException e) {
                    failure.compareAndSet(null, RestoreFailures.writing(path, e));
                    writing.abandon();
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    writing.abandon();
                } finally {
                    room.release();
                }
            });
        }
        report(doneBytes.addAndGet(file.sizeBytes()));
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
