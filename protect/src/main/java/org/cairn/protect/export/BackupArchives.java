package org.cairn.protect.export;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.snapshot.FilePart;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.snapshot.SnapshotRecovery;
import org.jspecify.annotations.Nullable;

/// Writes a snapshot as `pg_basebackup -Ft` would have: `base.tar` with the data directory, and
/// `OID.tar` for each tablespace.
///
/// `backup_label` and `tablespace_map` come first, `pg_control` last, so that what is unpacked in
/// part does not start. One thread a processor reads, checks and writes. For one use.
final class BackupArchives {
    private static final Pattern IN_TABLESPACE = Pattern.compile("pg_tblspc/(\\d+)(?:/(.+))?");
    private static final int LABEL_MODE = 0600;

    private final Snapshot snapshot;
    private final EventSink events;
    private final int workers = Runtime.getRuntime().availableProcessors();
    private final Semaphore room = new Semaphore(workers * 4);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    private final Map<String, TarFile> archives = new HashMap<>();
    private final Set<String> configuration = new HashSet<>();
    private @Nullable SnapshotFile control;

    BackupArchives(Snapshot snapshot, EventSink events) {
        this.snapshot = snapshot;
        this.events = events;
    }

    /// Says which of `postgresql.conf` and `pg_hba.conf` the backup has; they may lie elsewhere.
    Set<String> write(ExportFolder folder, SnapshotReader reader) throws IOException {
        try {
            open(folder);
            TarFile base = archive("base");
            SnapshotRecovery recovery = snapshot.facts().recovery();
            Instant at = snapshot.facts().span().finishedAt();
            base.file("backup_label", LABEL_MODE, recovery.backupLabel().bytes(), at);
            if (recovery.tablespaceMap().bytes().length > 0) {
                base.file("tablespace_map", LABEL_MODE, recovery.tablespaceMap().bytes(), at);
            }
            writeFiles(reader);
            SnapshotFile last = control;
            if (last != null) {
                base.file(last.path(), last.mode(), reader.readAll(last), last.modified());
            }
            for (TarFile each : archives.values()) {
                each.finish();
            }
            return configuration;
        } finally {
            for (TarFile each : archives.values()) {
                each.close();
            }
        }
    }

    private void open(ExportFolder folder) throws IOException {
        archives.put("base", new TarFile(folder.file("base.tar")));
        for (var tablespace : snapshot.facts().recovery().tablespaces()) {
            String oid = Long.toString(tablespace.oid());
            archives.put(oid, new TarFile(folder.file(oid + ".tar")));
        }
    }

    private TarFile archive(String name) {
        TarFile archive = archives.get(name);
        if (archive == null) {
            throw new IllegalStateException("files of a tablespace that is not listed: " + name);
        }
        return archive;
    }

    private void writeFiles(SnapshotReader reader) throws IOException {
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        workers, Thread.ofPlatform().name("export-", 1).daemon().factory())) {
            try (Stream<SnapshotFile> files = reader.files()) {
                for (SnapshotFile file : (Iterable<SnapshotFile>) files::iterator) {
                    if (failure.get() != null) {
                        break;
                    }
                    add(file, reader, pool);
                }
            }
            room.acquireUninterruptibly(workers * 4);
        }
        switch (failure.get()) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
                // Nothing failed.
            }
        }
    }

    private void add(SnapshotFile file, SnapshotReader reader, ExecutorService pool)
            throws IOException {
        Matcher inTablespace = IN_TABLESPACE.matcher(file.path());
        boolean isBase = !inTablespace.matches();
        String name = isBase ? file.path() : inTablespace.group(2);
        if (name == null) {
            // The folder of the tablespace itself is made by who unpacks.
            return;
        }
        TarFile archive = archive(isBase ? "base" : inTablespace.group(1));
        switch (file.kind()) {
            case DIRECTORY -> archive.folder(name, file.mode(), file.modified());
            case CONTROL -> control = file;
            case FILE, RELATION -> {
                if (name.equals("postgresql.conf") || name.equals("pg_hba.conf")) {
                    configuration.add(name);
                }
                long at = archive.file(name, file.mode(), file.sizeBytes(), file.modified());
                for (FilePart part : reader.parts(file)) {
                    submit(pool, () -> read(reader, part, archive, at));
                }
                report(file.sizeBytes());
            }
        }
    }

    private static void read(SnapshotReader reader, FilePart part, TarFile archive, long at)
            throws IOException {
        reader.read(
                part,
                (position, bytes, offset, length) ->
                        archive.write(at + position, bytes, offset, length));
    }

    /// What may fail by what the file system says.
    private interface Writing {
        void run() throws IOException;
    }

    private void submit(ExecutorService pool, Writing writing) {
        room.acquireUninterruptibly();
        pool.execute(() -> {
            try {
                if (failure.get() == null) {
                    writing.run();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    private void report(long bytes) {
        events.accept(
                new RunEvent.Progressed(
                        "export files",
                        done.addAndGet(bytes),
                        snapshot.content().logicalBytes(),
                        "bytes"));
    }
}
