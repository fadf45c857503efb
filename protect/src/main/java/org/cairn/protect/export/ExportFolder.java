package org.cairn.protect.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.ProcessLock;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.protect.ProtectProblems;

/// A folder that is filled beside its place and comes to it whole: all files on the disk, their
/// sums, then one rename.
///
/// What a process left that was killed meanwhile is removed by the next that exports to the same
/// place; it is known by its lock. Confined to one thread.
final class ExportFolder implements AutoCloseable {
    static final String SUMS = "SHA256SUMS";

    private static final String LOCK = ".export-lock";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final Path target;
    private final Path work;
    private final Steps steps;
    private final ProcessLock lock;

    private ExportFolder(Path target, Path work, Steps steps, ProcessLock lock) {
        this.target = target;
        this.work = work;
        this.steps = steps;
        this.lock = lock;
    }

    /// Begins to fill a folder that is empty or not there. Raises `export-folder-in-use` and
    /// `export-unwritable`.
    static ExportFolder begin(Path folder, Steps steps) {
        Path target = folder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw inUse(target, "it is the root of a file system");
        }
        Path work = parent.resolve("." + target.getFileName() + ".unfinished");
        try {
            requireFree(target);
            Files.createDirectories(parent);
            if (makeUnlessThere(work) && !Files.exists(work.resolve(LOCK))) {
                throw inUse(work, "it is there and no export has made it");
            }
            ProcessLock lock =
                    ProcessLock.tryTake(work.resolve(LOCK))
                            .orElseThrow(() -> inUse(target, "another cairn exports to it"));
            clear(work);
            return new ExportFolder(target, work, steps, lock);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw inUse(target, "it is not a folder");
            }
            try (Stream<Path> entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw inUse(target, "it is not empty");
                }
            }
        }
    }

    /// Says whether it was there.
    private static boolean makeUnlessThere(Path folder) throws IOException {
        try {
            // It will hold the whole database, in clear.
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            return false;
        } catch (FileAlreadyExistsException _) {
            return true;
        }
    }

    private static void clear(Path work) throws IOException {
        List<Path> old;
        try (Stream<Path> walk = Files.walk(work)) {
            old = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : old) {
            if (!each.equals(work) && !each.equals(work.resolve(LOCK))) {
                Files.delete(each);
            }
        }
    }

    /// The place of a file; the folders above it are made.
    Path file(String name) throws IOException {
        Path file = work.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent(), "it lies in the folder"));
        return file;
    }

    void write(String name, String text) throws IOException {
        Path file = file(name);
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        force(file);
    }

    /// Writes the sums of all files and makes the folder visible. Returns how many bytes it has.
    long publish() throws IOException {
        List<Path> files = files();
        var sums = new StringBuilder();
        long bytes = 0;
        for (Path file : files) {
            sums.append("%s  %s\n".formatted(sha256(file), work.relativize(file)));
            bytes += Files.size(file);
        }
        write(SUMS, sums.toString());
        forceFolders();
        steps.reached("export.files-durable");
        // Replaces an empty folder and nothing else.
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        force(Objects.requireNonNull(target.getParent(), "checked at the beginning"));
        steps.reached("export.published");
        lock.close();
        Files.delete(target.resolve(LOCK));
        return bytes;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(work)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(work.resolve(LOCK)))
                    .sorted()
                    .toList();
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            while (in.read(buffer) >= 0) {
                // The digest sees what goes by.
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void forceFolders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(work)) {
            walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).forEach(folders::add);
        }
        for (Path folder : folders) {
            force(folder);
        }
    }

    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Drops what was not published.
    @Override
    public void close() {
        try {
            if (Files.exists(work)) {
                clear(work);
                lock.close();
                Files.deleteIfExists(work.resolve(LOCK));
                Files.deleteIfExists(work);
            }
        } catch (IOException _) {
            // What failed first is what the user hears of; the next export removes the rest.
        }
    }

    private static ProblemException inUse(Path folder, String what) {
        return ProtectProblems.EXPORT_FOLDER_IN_USE
                .says("cannot export to '%s'", folder)
                .what("%s", what)
                .kept("nothing in it was changed")
                .remedy("Name a folder that does not exist yet, or an empty one.")
                .with("path", folder)
                .asException();
    }

    static ProblemException failed(Path folder, IOException e) {
        return ProtectProblems.EXPORT_UNWRITABLE
                .says("cannot write the export to '%s'", folder)
                .what("%s", e)
                .kept("the vault is unchanged, and nothing stands under the name of the export")
                .remedy("Make room there, or name a folder on another disk; then export again.")
                .with("path", folder)
                .asException(e);
    }
}
