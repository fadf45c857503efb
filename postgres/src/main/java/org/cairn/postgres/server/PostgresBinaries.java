package org.cairn.postgres.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.tukaani.xz.XZInputStream;

/// Unpacks the programs of one PostgreSQL version; they are complete whenever their directory
/// exists.
final class PostgresBinaries {
    private static final String UNFINISHED = ".unpack-";

    private PostgresBinaries() {}

    /// Unpacks the archive under the runtime directory unless that was done before.
    ///
    /// It grows beside its place and is renamed when the disk has it, under a lock: a crash leaves
    /// garbage that the next one clears, and two at once unpack once. Problems:
    /// `server-files-failed`, `server-in-use`.
    static ServerPrograms unpack(Path runtime, PostgresArchive archive, EventSink events) {
        Path directory = runtime.resolve(archive.directoryName());
        var programs = new ServerPrograms(directory.resolve("bin"), archive.version());
        if (Files.isDirectory(directory)) {
            return programs;
        }
        try {
            // Readable by all: the server may have to run as another user.
            ServerFiles.makeDirectory(runtime, "rwxr-xr-x");
            try (var _ = ServerLock.take(runtime.resolve("unpack.lock"))) {
                if (!Files.isDirectory(directory)) {
                    events.accept(
                            new RunEvent.StageBegun("unpack PostgreSQL " + archive.version()));
                    ServerFiles.deleteLeftOvers(runtime, UNFINISHED);
                    Path fresh = ServerFiles.makeFresh(runtime, UNFINISHED, "rwxr-xr-x");
                    extract(archive, fresh);
                    Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
                    ServerFiles.sync(runtime);
                    events.accept(
                            new RunEvent.StageEnded(
                                    "unpack PostgreSQL " + archive.version(),
                                    "programs are in " + directory));
                }
            }
            return programs;
        } catch (IOException e) {
            throw ServerFiles.failed("unpack PostgreSQL into " + runtime, e);
        }
    }

    private static void extract(PostgresArchive archive, Path root) throws IOException {
        try (InputStream packed = archive.source().open();
                var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                extract(entry, tar, root);
            }
        }
    }

    private static void extract(TarArchiveEntry entry, InputStream content, Path root)
            throws IOException {
        Path target = inside(root, root.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
            ServerFiles.makeDirectory(target, "rwxr-xr-x");
            return;
        }
        ServerFiles.makeDirectory(ServerFiles.parent(target), "rwxr-xr-x");
        if (entry.isSymbolicLink()) {
            inside(root, target.resolveSibling(entry.getLinkName()), entry);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            try (OutputStream out = Files.newOutputStream(target)) {
                content.transferTo(out);
            }
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            ServerFiles.sync(target);
        } else {
            throw new IOException("entry of unknown kind: " + entry.getName());
        }
    }

    private static Path inside(Path root, Path target, TarArchiveEntry entry) throws IOException {
        Path normal = target.normalize();
        if (!normal.startsWith(root)) {
            throw new IOException("entry leads out of the archive: " + entry.getName());
        }
        return normal;
    }
}
