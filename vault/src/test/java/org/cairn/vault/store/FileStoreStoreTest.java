package org.cairn.vault.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreStoreTest extends ObjectStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir private Path folder;
    private FileStore store;

    @BeforeEach
    void open() {
        store = FileStore.create(folder.resolve("deep/er/vault"), CLOCK);
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    private Path root() {
        return folder.resolve("deep/er/vault");
    }

    @Test
    void listsWhileAnotherRemoves() throws Exception {
        var stopped = new AtomicBoolean();
        List<ObjectName> names =
                IntStream.range(0, 200).mapToObj(i -> new ObjectName("wal/frag/" + i)).toList();
        var churning =
                new FutureTask<>(() -> {
                    while (!stopped.get()) {
                        for (ObjectName name : names) {
                            Files.createDirectories(root().resolve("wal/frag"));
                            Files.write(root().resolve(name.value()), new byte[1]);
                        }
                        for (ObjectName name : names) {
                            Files.delete(root().resolve(name.value()));
                        }
                    }
                    return null;
                });
        Thread.ofPlatform().name("churn").start(churning);
        try {
            for (int i = 0; i < 300; i++) {
                assertThat(store.list("")).isSubsetOf(names);
            }
        } finally {
            stopped.set(true);
        }
        churning.get();
    }

    @Test
    void leavesNoTemporaryFilesBehind() throws IOException {
        store.putIfAbsent(new ObjectName("a"), new byte[10]);
        store.putIfAbsent(new ObjectName("a"), new byte[10]);
        try (var draft = store.draft(new ObjectName("b"))) {
            draft.append(new byte[10], 0, 10);
        }

        try (Stream<Path> left = Files.list(root().resolve(".tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void removesWhatKilledProcessesLeftOnlyAfterADay() throws IOException {
        Path young = leftOver("young", NOW.minus(Duration.ofHours(23)));
        Path old = leftOver("old", NOW.minus(Duration.ofHours(25)));

        var opened = FileStore.open(root(), CLOCK);

        assertThat(young).exists();
        assertThat(old).doesNotExist();
        assertThat(opened.list("")).isEmpty();
        assertThat(opened.isBlank()).isTrue();
    }

    private Path leftOver(String name, Instant modified) throws IOException {
        Path file = Files.createDirectories(root().resolve(".tmp")).resolve(name);
        Files.write(file, new byte[10]);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    @Test
    void readsNothingThroughALink() throws IOException {
        Path outside = Files.write(folder.resolve("secret"), new byte[10]);
        Files.createSymbolicLink(root().resolve("link"), outside);
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.write(folder.resolve("elsewhere/object"), new byte[10]);
        Files.createSymbolicLink(root().resolve("dir"), folder.resolve("elsewhere"));

        var problem =
                Problems.raisedBy(
                        VaultProblems.PATH_UNSAFE, () -> store.open(new ObjectName("link")));
        assertThat(problem.what()).isEqualTo("a symbolic link leads to or through it");
        Problems.raisedBy(
                VaultProblems.PATH_UNSAFE, () -> store.open(new ObjectName("dir/object")));
        Problems.raisedBy(
                VaultProblems.PATH_UNSAFE, () -> store.exists(new ObjectName("dir/object")));
        Problems.raisedBy(VaultProblems.PATH_UNSAFE, () -> store.find(new ObjectName("link")));
        Problems.raisedBy(VaultProblems.PATH_UNSAFE, () -> store.remove(new ObjectName("link")));
        Problems.raisedBy(
                VaultProblems.PATH_UNSAFE, () -> store.remove(new ObjectName("dir/object")));
        assertThat(outside).exists();
        assertThat(store.list("")).isEmpty();
        assertThat(store.list("dir/")).isEmpty();
    }

    @Test
    void writesNothingThroughALink() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(root().resolve("dir"), elsewhere);

        Problems.raisedBy(
                VaultProblems.PATH_UNSAFE,
                () -> store.putIfAbsent(new ObjectName("dir/sub/object"), new byte[1]));

        try (Stream<Path> entries = Files.list(elsewhere)) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void doesNotHangOnAPipe() throws Exception {
        Path pipe = root().resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        Problems.raisedBy(VaultProblems.PATH_UNSAFE, () -> store.open(new ObjectName("pipe")));
    }

    @Test
    void mayItselfBeReachedByALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root());
        var linked = FileStore.open(link, CLOCK);

        linked.putIfAbsent(new ObjectName("a/b"), new byte[1]);

        assertThat(store.exists(new ObjectName("a/b"))).isTrue();
    }

    @Test
    void opensADiskOfItsOwnAsBlank() throws IOException {
        Files.createDirectory(root().resolve("lost+found"));

        assertThat(store.isBlank()).isTrue();
        Files.createDirectory(root().resolve("photos"));
        assertThat(store.isBlank()).isFalse();
    }

    @Test
    void refusesAPlaceThatIsAFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[1]);

        Problems.raisedBy(
                VaultProblems.IO_FAILED, () -> FileStore.create(file.resolve("vault"), CLOCK));
    }
}
