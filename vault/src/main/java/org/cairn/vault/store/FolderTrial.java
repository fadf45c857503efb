package org.cairn.vault.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.vault.store.Guarantee.Verdict;

/// Tries out what a folder guarantees: hard links, forcing, and on which file system it is.
public final class FolderTrial {
    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs");
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");
    private static final int FORCES = 9;
    private static final long TOO_FAST_NANOS = 20_000;
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final Path folder;
    private final Path place;
    private final InstantSource clock;

    /// @param folder exists
    public FolderTrial(Path folder, InstantSource clock) {
        this.folder = folder;
        this.place = folder.resolve(".tmp").resolve("trial-" + UUID.randomUUID());
        this.clock = clock;
    }

    /// Makes the trials in a folder of their own below `.tmp/`, which is removed again.
    public List<Guarantee> run() {
        List<Guarantee> found = new ArrayList<>();
        try {
            FileStore store = FileStore.create(place, clock);
            found.add(fileSystem());
            found.add(tried("hard links", this::hardLinks));
            found.add(tried("forcing", this::forcing));
            found.add(tried("clock", this::times));
            found.addAll(new StoreTrial(store).run());
        } catch (IOException e) {
            throw StoreFailures.reading(folder, e);
        } finally {
            clean();
        }
        return List.copyOf(found);
    }

    private interface Trial {
        Guarantee make() throws IOException;
    }

    private Guarantee tried(String name, Trial trial) {
        return StoreTrial.tried(
                name,
                () -> {
                    try {
                        return trial.make();
                    } catch (IOException e) {
                        throw StoreFailures.writing(place, e);
                    }
                });
    }

    private Guarantee fileSystem() throws IOException {
        java.nio.file.FileStore disk = Files.getFileStore(folder);
        String fact = "%s on %s".formatted(disk.type(), disk.name());
        if (NETWORK.contains(disk.type())) {
            return new Guarantee(
                    "file system",
                    Verdict.DEGRADED,
                    fact + ", over a network",
                    "what is durable is what the other machine and the mount options make of it: with"
                            + " `soft` or `async` a power cut there can lose what was told as stored",
                    "Mount it with hard,sync (NFS) or use a bucket, or a disk of this machine.");
        }
        if (MEMORY.contains(disk.type())) {
            return new Guarantee(
                    "file system",
                    Verdict.DEGRADED,
                    fact + ", in memory",
                    "the vault is gone when this machine starts anew",
                    "Use a folder on a disk.");
        }
        return Guarantee.holds("file system", fact);
    }

    private Guarantee hardLinks() throws IOException {
        Path one = Files.write(place.resolve("one"), new byte[1]);
        Path other = Files.write(place.resolve("other"), new byte[2]);
        Path name = place.resolve("name");
        try {
            Files.createLink(name, one);
            Files.createLink(name, other);
        } catch (FileAlreadyExistsException _) {
            Files.delete(name);
            Files.delete(one);
            Files.delete(other);
            return Guarantee.holds("hard links", "a name that is taken stays as it is");
        } catch (UnsupportedOperationException e) {
            throw new IOException("Operation not permitted: no hard links here", e);
        }
        return new Guarantee(
                "hard links",
                Verdict.MISSING,
                "a second link replaced the first",
                "objects can be overwritten",
                "Use another file system for the vault.");
    }

    /// A disk needs a tenth of a millisecond at the least, most need some milliseconds.
    private Guarantee forcing() throws IOException {
        long[] nanos = new long[FORCES];
        for (int i = 0; i < FORCES; i++) {
            Path file = place.resolve("force-" + i);
            long begin = System.nanoTime();
            try (var channel =
                    java.nio.channels.FileChannel.open(
                            file,
                            java.nio.file.StandardOpenOption.CREATE_NEW,
                            java.nio.file.StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.wrap(new byte[4096]));
                channel.force(true);
            }
            DurableFolders.force(place);
            nanos[i] = System.nanoTime() - begin;
            Files.delete(file);
        }
        Arrays.sort(nanos);
        long median = nanos[FORCES / 2];
        String fact = "a small file and its folder in %d µs".formatted(median / 1_000);
        return median >= TOO_FAST_NANOS
                ? Guarantee.holds("forcing", fact)
                : new Guarantee(
                        "forcing",
                        Verdict.DEGRADED,
                        fact + ", faster than any disk",
                        "what is told as stored may be in memory only and lost in a power cut",
                        "Look whether the mount or the machine ignores fsync.");
    }

    private Guarantee times() throws IOException {
        Path file = Files.write(place.resolve("now"), new byte[1]);
        Instant there = Files.getLastModifiedTime(file).toInstant();
        Files.delete(file);
        Duration apart = Duration.between(there, clock.instant()).abs();
        return apart.compareTo(SKEW) < 0
                ? Guarantee.holds("clock", "the same as ours")
                : new Guarantee(
                        "clock",
                        Verdict.DEGRADED,
                        "%d s apart from ours".formatted(apart.toSeconds()),
                        "left-overs are tidied too early or too late; nothing else hangs on it",
                        "Set both clocks.");
    }

    private void clean() {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw StoreFailures.writing(place, e);
        }
    }
}
