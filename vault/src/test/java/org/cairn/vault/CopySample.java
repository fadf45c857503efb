package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject.Kind;

/// An encrypted vault with something of everything, and what a copy of it must be.
final class CopySample {
    static final int MIB = 1 << 20;
    static final InstantSource CLOCK = InstantSource.system();

    private CopySample() {}

    /// Two documents, two snapshots that share, a segment of WAL, and two fragments behind it.
    static Vault make(Path folder) {
        Vault vault = TestAccess.openOrCreate(folder);
        Bytes.store(vault, "seats", Bytes.compressible(3 * MIB, 1));
        Bytes.store(vault, "votes", Bytes.random(MIB / 2, 2));
        SampleWal.put(vault.wal(), Kind.SEGMENT, SampleWal.range(16 * MIB, 32 * MIB));
        SampleWal.put(vault.wal(), Kind.FRAGMENT, SampleWal.range(32 * MIB, 33 * MIB));
        SampleWal.put(vault.wal(), Kind.FRAGMENT, SampleWal.range(33 * MIB, 34 * MIB));
        SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts("0/1000028"), files());
        SampleSnapshot.take(
                vault.snapshots(),
                SampleSnapshot.facts("0/2000028", SampleSnapshot.FINISHED.plusSeconds(60)),
                files());
        return vault;
    }

    static Map<String, byte[]> files() {
        return new TreeMap<>(
                Map.of(
                        "base/1/1", Bytes.compressible(2 * MIB, 1),
                        "base/1/2", Bytes.random(MIB, 2),
                        "global/pg_control", Bytes.random(8192, 3)));
    }

    static Vault open(VaultLocation place) {
        return Vault.open(place, new TestAccess(), CLOCK, Steps.NONE);
    }

    static Vault open(Path folder) {
        return open(new VaultLocation.Folder(folder));
    }

    static Replicated copy(VaultLocation from, VaultLocation to) {
        return open(from).replicate(from, new CopyOrder(to, CopyOrder.Mode.COPY), EventSink.NONE);
    }

    static Replicated copy(Path from, Path to) {
        return copy(new VaultLocation.Folder(from), new VaultLocation.Folder(to));
    }

    static ObjectStore store(Path folder) {
        return FileStore.open(folder, CLOCK);
    }

    /// All objects of a store, by name.
    static Map<String, byte[]> objects(ObjectStore store) {
        Map<String, byte[]> all = new TreeMap<>();
        for (ObjectName name : store.list("")) {
            try (var object = store.open(name)) {
                all.put(name.value(), object.readAll(Integer.MAX_VALUE));
            }
        }
        return all;
    }

    static void assertSame(ObjectStore one, ObjectStore other) {
        assertSame(objects(one), objects(other));
    }

    /// One that was killed leaves its session, until a sweep of the copy.
    static void assertSameButForSessions(ObjectStore one, ObjectStore other) {
        Map<String, byte[]> found = objects(other);
        found.keySet().removeIf(name -> name.startsWith("sess/") || name.startsWith("gc/"));
        assertSame(objects(one), found);
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }

    /// What is in it can be read: by the product, and by who shares no code with it.
    static void assertSound(Path folder) {
        Vault vault = open(folder);
        var found = vault.verify();
        assertThat(found.findings()).isEmpty();
        assertThat(found.isSound()).isTrue();
        try {
            var reader = new PlainReader(folder, key());
            for (Snapshot snapshot : vault.snapshots().list()) {
                Map<String, byte[]> read = reader.snapshot(snapshot.objectName());
                files().forEach((path, bytes) -> assertThat(read.get(path)).isEqualTo(bytes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] key() {
        return new byte[32];
    }

    /// The path of the only object, or the first, whose name begins so.
    static Path first(Path folder, String prefix) {
        try (Stream<Path> files = Files.walk(folder.resolve(prefix))) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at < 0 ? bytes.length + at : at] ^= 4;
        Files.write(file, bytes);
    }

    static void cut(Path file, int bytes) throws IOException {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length - bytes));
    }
}
