package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;
import org.jspecify.annotations.Nullable;

/// The folders of one restore. None of them may hold anything, unless a server is restored over
/// what it has.
///
/// @param data the restored data directory
/// @param tablespaces where each tablespace goes, by its number
public record RestoreFolders(Path data, Map<Long, Path> tablespaces) {
    public RestoreFolders {
        data = data.toAbsolutePath().normalize();
        tablespaces = Map.copyOf(tablespaces);
    }

    /// Chooses a folder for each tablespace: the one that was given for it, or one beside the data
    /// directory. Never the place it came from, where the old server may still be.
    public static RestoreFolders of(Path into, TablespacePlaces tablespaces) {
        Path data = into.toAbsolutePath().normalize();
        return new RestoreFolders(data, tablespaces.folders(beside(data, "-tablespaces")));
    }

    /// Where WAL and log are while it replays.
    Path workshop() {
        return beside(data, "-restore");
    }

    /// Where a restore over a directory puts what would be lost.
    Path setAside() {
        return beside(data, "-set-aside");
    }

    /// What the restored server says, from its first start on.
    Path log() {
        return workshop().resolve("postgres.log");
    }

    /// The folder that the data directory lies in.
    Path parent() {
        return java.util.Objects.requireNonNull(data.getParent(), "checked by requireFree");
    }

    private static Path beside(Path data, String suffix) {
        return data.resolveSibling(data.getFileName() + suffix);
    }

    /// Refuses folders that hold something; looks only. Raises `restore-folder-in-use`.
    public void requireFree() {
        List<Path> all = all();
        for (int i = 0; i < all.size(); i++) {
            requireFree(all.get(i));
            requireApart(all.get(i), all.subList(0, i));
        }
    }

    private static void requireApart(Path folder, List<Path> others) {
        if (others.stream().anyMatch(other -> overlap(folder, other))) {
            throw inUse(folder, "it lies in, or is, another folder of this restore");
        }
    }

    /// Whether there is anything in the data directory.
    public boolean isBegun() {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.findAny().isPresent();
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw RestoreFailures.writing(data, e);
        }
    }

    /// Refuses folders beside a data directory that is there, and for its tablespaces, that are in
    /// each other's way; looks only. Raises `restore-folder-in-use`.
    void requireOver() {
        List<Path> all = new ArrayList<>(all());
        all.add(setAside());
        for (int i = 0; i < all.size(); i++) {
            requireApart(all.get(i), all.subList(0, i));
        }
        requireEmpty(workshop());
    }

    private static boolean overlap(Path one, Path other) {
        Path a = real(one);
        Path b = real(other);
        return one.startsWith(other) || other.startsWith(one) || a.startsWith(b) || b.startsWith(a);
    }

    private List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(data, workshop()));
        all.addAll(tablespaces.values());
        return all;
    }

    /// What an earlier restore to the same place left in its workshop is ours to clear.
    private boolean isLeftOver(Path entry) {
        return entry.equals(log()) || entry.equals(prefetch());
    }

    /// Where WAL is laid out.
    Path prefetch() {
        return workshop().resolve("wal");
    }

    /// Removes what was needed only to replay. Call it when the server does not run.
    public void clearWorkshop() {
        Path folder = workshop();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            delete(folder);
        }
    }

    /// Removes a folder of a restore with all that is in it; links are removed, not followed.
    static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }

    /// Refuses one that holds something; looks only.
    void requireFree(Path folder) {
        if (folder.getFileName() == null) {
            throw inUse(folder, "it is the root of the file system");
        }
        requireOutside(folder);
        requireEmpty(folder);
    }

    private void requireEmpty(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw inUse(folder, "it is not a folder");
        }
        if (Files.exists(folder.resolve("postmaster.pid"))) {
            throw inUse(folder, "a PostgreSQL server runs on it, or did");
        }
        if (Files.exists(folder.resolve("backup_label"))
                || (Files.exists(folder.resolve("PG_VERSION"))
                        && !Files.exists(folder.resolve("global/pg_control")))) {
            throw inUse(folder, "a restore into it did not come to its end");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.anyMatch(entry -> !isLeftOver(entry))) {
                throw inUse(folder, "it is not empty");
            }
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }

    /// A copy inside of what is protected would be backed up, or be taken for a part of the vault.
    private static void requireOutside(Path folder) {
        // What leads there by links lies where they lead.
        requireOutside(folder, real(folder).getParent());
        requireOutside(folder, folder.getParent());
    }

    /// Where it lies, or will; behind all links.
    private static Path real(Path folder) {
        Path there = folder;
        while (!Files.exists(there)) {
            there = parentOf(there);
        }
        try {
            return there.toRealPath().resolve(there.relativize(folder)).normalize();
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }

    private static void requireOutside(Path folder, @Nullable Path parent) {
        for (Path above = parent; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve("PG_VERSION"))) {
                throw inUse(folder, "it lies in the data directory " + above);
            }
            if (Files.exists(above.resolve("repo.json"))) {
                throw inUse(folder, "it lies in the vault " + above);
            }
            if (above.endsWith(".cairn")) {
                throw inUse(folder, "it lies among what Cairn keeps in " + above);
            }
        }
    }

    private static ProblemException inUse(Path folder, String why) {
        return ProtectProblems.RESTORE_FOLDER_IN_USE
                .says("will not restore into %s", folder)
                .what("%s", why)
                .kept("nothing was written")
                .remedy(
                        "Name a folder that does not exist yet, or remove this one if you are sure.")
                .with("path", folder)
                .asException();
    }

    /// The folders that are to be made for one.
    private static List<Path> missing(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
            missing.add(at);
        }
        return missing;
    }

    private static Path parentOf(Path folder) {
        return java.util.Objects.requireNonNull(folder.getParent(), "the root is always there");
    }

    /// Makes the folders, closed to others as PostgreSQL wants them.
    void create() {
        clearWorkshop();
        all().forEach(RestoreFolders::create);
    }

    /// Makes those that are missing where the data directory is there.
    void createMissing() {
        clearWorkshop();
        all().stream().filter(folder -> !Files.exists(folder)).forEach(RestoreFolders::create);
    }

    private static void create(Path folder) {
        try {
            List<Path> missing = missing(folder);
            Files.createDirectories(folder);
            // An entry that is not forced is gone after a power cut, with all that is below it.
            missing.forEach(made -> DirectoryWriter.force(parentOf(made)));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }
}
