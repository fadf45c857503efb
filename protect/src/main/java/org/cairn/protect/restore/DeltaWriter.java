package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.snapshot.FileComparison;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.jspecify.annotations.Nullable;

/// Makes a data directory that is there what a snapshot has, all but `pg_control`, whose bytes it
/// hands back; writes only pages that differ and forces what it wrote. What is PostgreSQL's own
/// becomes exactly what the snapshot has; of the rest nothing is lost: what differs is set aside
/// and made anew, and what only the directory has stays there, but for configuration.
///
/// Or it only looks, and counts what it would do. Memory is the list of the local files, and for
/// each thread 2 MiB and a few open files. For one use.
final class DeltaWriter {
    private final LocalDirectory local;
    private final EventSink events;
    private final boolean writes;
    private final long totalBytes;
    private final AtomicLong doneBytes = new AtomicLong();
    private final Map<String, LocalFiles.Kind> found;
    private final Set<Path> directories = new HashSet<>();
    private byte @Nullable [] control;

    /// @param writes whether anything is changed
    DeltaWriter(LocalDirectory local, EventSink events, boolean writes) {
        this.local = local;
        this.events = events;
        this.writes = writes;
        this.totalBytes = local.made().snapshot().content().logicalBytes();
        this.found = LocalFiles.list(local.folders(), local.made().snapshot().facts().server());
    }

    /// What was done, or would be.
    ///
    /// @param delta null where nothing was there before
    record Done(byte[] control, @Nullable Delta delta) {}

    Done write(SnapshotReader reader) {
        var count = new DeltaCount(reader);
        try {
            disposeOf(only(reader), count);
            if (writes) {
                linkTablespaces();
            }
        } catch (IOException e) {
            throw RestoreFailures.writing(local.data(), e);
        }
        try (var crew = new WriteCrew();
                Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> take(file, new Tools(reader, crew, count)));
            crew.await();
        }
        if (writes) {
            forceDirectories();
        }
        return new Done(
                DirectoryWriter.requireControl(control), count.delta(local.aside().folder()));
    }

    private record Tools(SnapshotReader reader, WriteCrew crew, DeltaCount count) {}

    /// What only the directory has; what is in a folder before the folder.
    private SequencedSet<String> only(SnapshotReader reader) {
        SequencedSet<String> only = new TreeSet<>(Comparator.<String>reverseOrder());
        only.addAll(found.keySet());
        only.remove(LocalDirectory.REPLACED);
        // What a crash left of it went before.
        only.remove("postmaster.pid");
        try (Stream<SnapshotFile> files = reader.files()) {
            files.forEach(file -> only.remove(file.path()));
        }
        return only;
    }

    private void disposeOf(Set<String> only, DeltaCount count) throws IOException {
        for (String path : only) {
            LocalFiles.Kind kind = Objects.requireNonNull(found.get(path), "it was listed");
            if (!OwnedPaths.isOwned(path)) {
                if (kind != LocalFiles.Kind.DIRECTORY && OwnedPaths.isConfiguration(path)) {
                    setAside(path, count);
                } else {
                    count.left(path);
                }
            } else if (mustStay(path, kind)) {
                setAside(path, count);
            } else {
                remove(path, kind, count);
            }
        }
    }

    private boolean mustStay(String path, LocalFiles.Kind kind) throws IOException {
        return switch (kind) {
            case DIRECTORY -> false;
            case FILE, SHARED_FILE ->
                    !OwnedPaths.isNamedByServer(path) || local.wal().isOnlyHere(path);
            // Of a tablespace that is not to be there: what it leads to stays where it is.
            case LINK -> !path.startsWith("pg_tblspc/");
            case OTHER -> true;
        };
    }

    private void remove(String path, LocalFiles.Kind kind, DeltaCount count) throws IOException {
        if (kind != LocalFiles.Kind.DIRECTORY) {
            count.removed(path);
        }
        if (writes) {
            try {
                Files.delete(local.data().resolve(path));
            } catch (DirectoryNotEmptyException _) {
                // Something came meanwhile; it is PostgreSQL's to make of it what it likes.
            }
            touch(path);
        }
    }

    private void setAside(String path, DeltaCount count) throws IOException {
        count.setAside(path);
        if (writes) {
            local.aside().take(path);
            touch(path);
        }
    }

    private void touch(String path) {
        synchronized (directories) {
            directories.add(
                    Objects.requireNonNull(
                            local.data().resolve(path).getParent(), "it lies in the directory"));
        }
    }

    /// The links that lead elsewhere go; where they led stays as it is.
    private void linkTablespaces() throws IOException {
        for (Map.Entry<Long, Path> tablespace : local.folders().tablespaces().entrySet()) {
            Path link = local.data().resolve("pg_tblspc/" + tablespace.getKey());
            Files.createDirectories(
                    Objects.requireNonNull(link.getParent(), "it lies in the directory"));
            if (!local.isInPlace(tablespace.getKey())) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, tablespace.getValue());
            }
            touch("pg_tblspc/" + tablespace.getKey());
            synchronized (directories) {
                directories.add(tablespace.getValue());
            }
        }
    }

    private void take(SnapshotFile file, Tools tools) {
        if (tools.crew().hasFailed()) {
            return;
        }
        Path path = local.data().resolve(file.path());
        try {
            switch (file.kind()) {
                case DIRECTORY -> directory(file.path(), path, tools.count());
                case CONTROL -> control = tools.reader().readAll(file);
                case FILE, RELATION -> {
                    file(file, path, tools);
                    events.accept(
                            new RunEvent.Progressed(
                                    writes ? "restore files" : "compare files",
                                    doneBytes.addAndGet(file.sizeBytes()),
                                    totalBytes,
                                    "bytes"));
                }
            }
        } catch (IOException e) {
            tools.crew().fail(RestoreFailures.writing(path, e));
        }
    }

    private void directory(String path, Path place, DeltaCount count) throws IOException {
        LocalFiles.Kind kind = found.get(path);
        if (kind != null && kind != LocalFiles.Kind.DIRECTORY) {
            setAside(path, count);
        }
        if (writes) {
            Files.createDirectories(place);
            touch(path);
            synchronized (directories) {
                directories.add(place);
            }
        }
    }

    private void file(SnapshotFile file, Path path, Tools tools) throws IOException {
        LocalFiles.Kind kind = found.get(file.path());
        boolean isFile = kind == LocalFiles.Kind.FILE || kind == LocalFiles.Kind.SHARED_FILE;
        if (isFile && !OwnedPaths.isOwned(file.path())) {
            tools.crew().write(path, () -> replaceIfOther(file, path, tools), () -> {});
        } else if (kind == LocalFiles.Kind.FILE) {
            compare(file, path, tools);
        } else {
            makeRoom(file.path(), kind, tools.count());
            create(file, path, tools);
        }
    }

    private void makeRoom(String path, LocalFiles.@Nullable Kind kind, DeltaCount count)
            throws IOException {
        if (kind == LocalFiles.Kind.SHARED_FILE) {
            // Its other names keep what they have.
            if (writes) {
                Files.delete(local.data().resolve(path));
            }
        } else if (kind != null) {
            setAside(path, count);
        }
    }

    private void create(SnapshotFile file, Path path, Tools tools) throws IOException {
        tools.count().created(file.path(), file.sizeBytes());
        if (writes) {
            touch(file.path());
            DirectoryWriter.write(file, path, tools.reader(), tools.crew());
        }
    }

    private void compare(SnapshotFile file, Path path, Tools tools) throws IOException {
        var delta = new FileDelta(file, path, writes, tools.reader());
        for (int i = 0; i < delta.turns(); i++) {
            int turn = i;
            tools.crew()
                    .write(
                            path,
                            () -> {
                                if (compare(delta, turn, tools.count())) {
                                    finish(file, path, delta, tools);
                                }
                            },
                            delta::close);
        }
    }

    private static boolean compare(FileDelta delta, int turn, DeltaCount count) throws IOException {
        FileComparison comparison = count.borrow();
        try {
            return delta.compare(turn, comparison);
        } finally {
            count.giveBack(comparison);
        }
    }

    private void finish(SnapshotFile file, Path path, FileDelta delta, Tools tools)
            throws IOException {
        boolean changed = delta.finish();
        tools.count().compared(file.path(), changed);
        if (changed && writes) {
            tools.crew().force(path, delta::force, delta::close);
        } else {
            delta.close();
        }
    }

    /// A file that is not PostgreSQL's own: what is there is kept, if it is something else.
    private void replaceIfOther(SnapshotFile file, Path path, Tools tools) throws IOException {
        var delta = new FileDelta(file, path, false, tools.reader());
        boolean other;
        try {
            for (int turn = 0; turn < delta.turns(); turn++) {
                compare(delta, turn, tools.count());
            }
            other = delta.finish();
        } finally {
            delta.close();
        }
        if (!other) {
            tools.count().compared(file.path(), false);
            return;
        }
        setAside(file.path(), tools.count());
        tools.count().created(file.path(), file.sizeBytes());
        if (!writes) {
            return;
        }
        var target = new FileWriting(file, path, tools.reader());
        try {
            for (int turn = 0; turn < target.turns(); turn++) {
                target.write(turn, tools.reader());
            }
            target.force();
        } finally {
            target.abandon();
        }
    }

    /// The deepest first: a folder's own entry is in its parent.
    private void forceDirectories() {
        List<Path> all;
        synchronized (directories) {
            directories.add(local.data());
            all =
                    directories.stream()
                            .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                            .filter(Files::isDirectory)
                            .toList();
        }
        all.forEach(DirectoryWriter::force);
        local.aside().force();
    }
}
