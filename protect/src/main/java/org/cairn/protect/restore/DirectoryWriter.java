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
/// a few open files for each. Others force what is written, many files at once: a file system puts
/// those that come together into one commit of its journal, so that a cluster of a hundred thousand
/// small files does not wait a hundred thousand times. For one use.
final class DirectoryWriter {
    private static final String TABLESPACES = "pg_tblspc/";
    private static final int FORCED_AT_ONCE = 32;
    // Files that are written and still open.
    private static final int MOST_UNFORCED = 4 * FORCED_AT_ONCE;

    private final RestoreFolders folders;
    private final EventSink events;
    private final long totalBytes;
    private final int workers = Runtime.getRuntime().availableProcessors();
    private final Semaphore room = new Semaphore(workers * 4);
    private final Semaphore unforced = new Semaphore(MOST_UNFORCED);
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
        try (ExecutorService forcing = pool(FORCED_AT_ONCE, "force-");
                ExecutorService writing = pool(workers, "restore-")) {
            var pools = new Pools(writing, forcing);
            try (Stream<SnapshotFile> files = reader.files()) {
                files.forEach(file -> take(file, reader, pools));
            }
            // All of them, also where somebody interrupts: closing a pool would then drop tasks.
            room.acquireUninterruptibly(workers * 4);
            unforced.acquireUninterruptibly(MOST_UNFORCED);
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

    private record Pools(ExecutorService writing, ExecutorService forcing) {}

    private static ExecutorService pool(int threads, String name) {
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name(name, 1).daemon().factory());
    }

    private void take(SnapshotFile file, SnapshotReader reader, Pools pools) {
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
                case FILE, RELATION -> submit(file, path, reader, pools);
            }
        } catch (IOException e) {
            failure.compareAndSet(null, RestoreFailures.writing(path, e));
        }
    }

    private void submit(SnapshotFile file, Path path, SnapshotReader reader, Pools pools)
            throws IOException {
        var target = new FileWriting(file, path, reader);
        for (int i = 0; i < target.turns(); i++) {
            int turn = i;
            submit(
                    pools.writing(),
                    room,
                    target,
                    () -> {
                        if (target.write(turn, reader)) {
                            submit(pools.forcing(), unforced, target, target::force);
                        }
                    });
        }
        report(doneBytes.addAndGet(file.sizeBytes()));
    }

    /// A step on the way of a file.
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /// Waits for room and lets a thread do a step, unless something has failed by then.
    private void submit(ExecutorService pool, Semaphore in, FileWriting target, Step step) {
        in.acquireUninterruptibly();
        pool.execute(() -> {
            try {
                if (failure.get() == null) {
                    step.run();
                } else {
                    target.abandon();
                }
            } catch (IOException e) {
                failure.compareAndSet(null, RestoreFailures.writing(target.path(), e));
                target.abandon();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                target.abandon();
            } finally {
                in.release();
            }
        });
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
