package org.cairn.vault.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Tasks;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.TestKeys;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalArchiveStoreTest {
    private static final int MIB = 1 << 20;
    private static final WalRange SEGMENT = SampleWal.range(16 * MIB, 32 * MIB);

    @TempDir private Path folder;
    private FileStore store;
    private WalArchive archive;
    private final List<String> reached = new ArrayList<>();

    @BeforeEach
    void open() {
        store = FileStore.create(folder, InstantSource.system());
        archive = archive(store);
    }

    private WalArchive archive(ObjectStore objects) {
        return new WalArchive(
                new JsonObjects(objects, TestKeys.encrypted(), TestKeys.ids()), reached::add);
    }

    private WalObject only() {
        assertThat(archive.list(SampleWal.SERVER)).hasSize(1);
        return archive.list(SampleWal.SERVER).getFirst();
    }

    @Test
    void givesBackTheBytesOfARange() {
        for (int length : new int[] {1, MIB - 1, MIB, MIB + 1, 16 * MIB}) {
            WalRange range = SampleWal.range(16 * MIB, 16 * MIB + length);

            assertThat(SampleWal.put(archive, Kind.FRAGMENT, range)).isEqualTo(Creation.CREATED);

            var object = new WalObject(SampleWal.SERVER, range, Kind.FRAGMENT);
            assertThat(SampleWal.read(archive, object)).isEqualTo(SampleWal.bytes(range));
            assertThat(archive.at(object)).isEqualTo(SampleWal.AT);
            assertThat(archive.storedBytes(object))
                    .isLessThan(length + 44 + 72 + 12 + 32 + 18 * 71);
        }
    }

    @Test
    void hasTheRangeInItsName() {
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(0x2000000, 0x2000001));

        assertThat(archive.list(SampleWal.SERVER).stream().map(WalObject::toString))
                .containsExactly(
                        "wal/7512345678901234567/00000001/0000000001000000-0000000002000000",
                        "wal/7512345678901234567/00000001/frag/0000000002000000-0000000002000001");
    }

    @Test
    void listsByTimelineAndStartAndLeavesOutWhatIsNoRange() {
        var late = new WalRange(new Timeline(10), new Lsn(MIB), new Lsn(2 * MIB));
        SampleWal.put(archive, Kind.SEGMENT, late);
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(5, 7));
        SampleWal.put(archive, Kind.SEGMENT, SampleWal.range(3, 9));
        SampleWal.put(archive, Kind.SEGMENT, SampleWal.range(5, 7));
        archive.putHistory(SampleWal.SERVER, new Timeline(10), new byte[1]);
        for (String stray :
                List.of(
                        "0000000a/x",
                        "00000000/0-1",
                        "0000000a/0000000000000009-0000000000000001")) {
            store.putIfAbsent(new ObjectName("wal/" + SampleWal.SERVER + "/" + stray), new byte[1]);
        }

        assertThat(archive.list(SampleWal.SERVER))
                .containsExactly(
                        new WalObject(SampleWal.SERVER, SampleWal.range(3, 9), Kind.SEGMENT),
                        new WalObject(SampleWal.SERVER, SampleWal.range(5, 7), Kind.SEGMENT),
                        new WalObject(SampleWal.SERVER, SampleWal.range(5, 7), Kind.FRAGMENT),
                        new WalObject(SampleWal.SERVER, late, Kind.SEGMENT));
        assertThat(archive.list("1")).isEmpty();
        assertThat(archive.all()).hasSize(4);
    }

    @Test
    void storesTheSameBytesOnce() throws IOException {
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);
        Path file = folder.resolve(only().toString());
        byte[] before = Files.readAllBytes(file);

        Creation again =
                archive.put(
                        new WalObject(SampleWal.SERVER, SEGMENT, Kind.SEGMENT),
                        16 * MIB,
                        new ByteArrayInputStream(SampleWal.bytes(SEGMENT)),
                        SampleWal.AT.plusSeconds(9));

        assertThat(again).isEqualTo(Creation.EXISTED);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(archive.at(only())).isEqualTo(SampleWal.AT);
        assertThat(reached).containsExactly("vault.wal-durable", "vault.wal-durable");
    }

    @Test
    void overwritesNothingWithOtherBytes() {
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);
        byte[] other = SampleWal.bytes(SEGMENT);
        other[other.length - 1] ^= 1;

        var problem =
                Problems.raisedBy(
                        VaultProblems.WAL_CONFLICT,
                        () -> SampleWal.put(archive, Kind.SEGMENT, SEGMENT, other));

        assertThat(problem.headline())
                .isEqualTo("the WAL from 0/1000000 to 0/2000000 on timeline 1 was written twice");
        assertThat(problem.what())
                .isEqualTo(
                        "'%s' holds other bytes: two servers of one identity are writing", only());
        assertThat(problem.code().exitCode()).isEqualTo(11);
        assertThat(SampleWal.read(archive, only())).isEqualTo(SampleWal.bytes(SEGMENT));
    }

    @Test
    void letsOneOfManyWritersOfOtherBytesWin() {
        WalRange range = SampleWal.range(0, 1000);

        List<Boolean> created =
                Tasks.map(
                        IntStream.range(0, 8).boxed().toList(), writer -> createdBy(writer, range));

        assertThat(created).containsOnlyOnce(true);
    }

    private boolean createdBy(int writer, WalRange range) {
        byte[] bytes = new byte[1000];
        bytes[0] = (byte) writer;
        try {
            return SampleWal.put(archive(store), Kind.SEGMENT, range, bytes) == Creation.CREATED;
        } catch (org.cairn.kernel.ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(VaultProblems.WAL_CONFLICT);
            return false;
        }
    }

    @Test
    void storesNothingOfWalThatDoesNotComeWhole() {
        WalRange range = SampleWal.range(0, 1000);
        var early =
                Problems.raisedBy(
                        VaultProblems.WAL_INTERRUPTED,
                        () -> SampleWal.put(archive, Kind.SEGMENT, range, new byte[999]));
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(new byte[10]), new Broken());
        var failed =
                Problems.raisedBy(
                        VaultProblems.WAL_INTERRUPTED,
                        () ->
                                archive.put(
                                        new WalObject(SampleWal.SERVER, range, Kind.SEGMENT),
                                        16 * MIB,
                                        failing,
                                        SampleWal.AT));

        assertThat(early.what()).isEqualTo("the bytes end before 0/3E8");
        assertThat(failed.what()).isEqualTo("the cable");
        assertThat(store.list("")).isEmpty();
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the cable");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("the cable");
        }
    }

    @Test
    void takesOnlyAsManyBytesAsTheRangeHas() throws IOException {
        var bytes = new ByteArrayInputStream(new byte[1003]);

        var object = new WalObject(SampleWal.SERVER, SampleWal.range(0, 1000), Kind.SEGMENT);
        archive.put(object, 16 * MIB, bytes, SampleWal.AT);

        assertThat(bytes.available()).isEqualTo(3);
    }

    @Test
    void removesTheFragmentsThatASegmentHolds() {
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(16 * MIB, 16 * MIB + 5));
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(16 * MIB, 20 * MIB + 1));
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(20 * MIB + 1, 32 * MIB));
        var before = new WalObject(SampleWal.SERVER, SampleWal.range(MIB, 17 * MIB), Kind.FRAGMENT);
        SampleWal.put(archive, Kind.FRAGMENT, before.range());
        var other =
                new WalObject(
                        SampleWal.SERVER,
                        new WalRange(new Timeline(2), new Lsn(17 * MIB), new Lsn(18 * MIB)),
                        Kind.FRAGMENT);
        SampleWal.put(archive, Kind.FRAGMENT, other.range());
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);

        assertThat(archive.removeFragments(SampleWal.SERVER, SEGMENT)).isEqualTo(3);

        assertThat(archive.list(SampleWal.SERVER))
                .containsExactly(
                        before, new WalObject(SampleWal.SERVER, SEGMENT, Kind.SEGMENT), other);
        assertThat(reached).endsWith("vault.wal-durable", "vault.fragments-removed");
        assertThat(archive.removeFragments(SampleWal.SERVER, SEGMENT)).isZero();
    }

    @Test
    void removesNoFragmentWithoutItsSegment() {
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(16 * MIB, 17 * MIB));

        Problems.raisedBy(
                VaultProblems.OBJECT_MISSING,
                () -> archive.removeFragments(SampleWal.SERVER, SEGMENT));

        assertThat(archive.list(SampleWal.SERVER)).hasSize(1);
    }

    @Test
    void removesNoFragmentThatASegmentContradicts() {
        WalRange same = SampleWal.range(16 * MIB, 17 * MIB);
        WalRange part = SampleWal.range(18 * MIB, 19 * MIB + 7);
        byte[] bytes = SampleWal.bytes(part);
        bytes[bytes.length - 1] ^= 1;
        SampleWal.put(archive, Kind.FRAGMENT, same);
        SampleWal.put(archive, Kind.FRAGMENT, part, bytes);
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);

        var problem =
                Problems.raisedBy(
                        VaultProblems.WAL_CONFLICT,
                        () -> archive.removeFragments(SampleWal.SERVER, SEGMENT));

        assertThat(problem.headline()).contains("0/1200000 to 0/1300007");
        assertThat(archive.list(SampleWal.SERVER)).hasSize(3);
    }

    @Test
    void leavesADamagedFragmentForVerifyToName() throws IOException {
        WalRange part = SampleWal.range(18 * MIB, 19 * MIB);
        SampleWal.put(archive, Kind.FRAGMENT, part);
        SampleWal.put(archive, Kind.FRAGMENT, SampleWal.range(19 * MIB, 20 * MIB));
        SampleWal.put(archive, Kind.SEGMENT, SEGMENT);
        var damaged = new WalObject(SampleWal.SERVER, part, Kind.FRAGMENT);
        Path file = folder.resolve(damaged.toString());
        byte[] whole = Files.readAllBytes(file);
        whole[500] ^= 1;
        Files.write(file, whole);

        assertThat(archive.removeFragments(SampleWal.SERVER, SEGMENT)).isEqualTo(1);

        assertThat(archive.list(SampleWal.SERVER)).hasSize(2).contains(damaged);
    }

    @Test
    void keepsHistoriesByteForByte() {
        byte[] content = "1\t0/3000158\tno recovery target specified\r\né".getBytes(UTF_8);
        archive.putHistory(SampleWal.SERVER, new Timeline(10), content);
        archive.putHistory(SampleWal.SERVER, new Timeline(2), new byte[0]);
        archive.putHistory(SampleWal.SERVER, new Timeline(10), content);

        assertThat(archive.findHistory(SampleWal.SERVER, new Timeline(10))).hasValue(content);
        assertThat(archive.findHistory(SampleWal.SERVER, new Timeline(3))).isEmpty();
        assertThat(archive.histories(SampleWal.SERVER))
                .containsExactly(new Timeline(2), new Timeline(10));
    }

    @Test
    void letsATimelineBeginOnce() {
        archive.putHistory(SampleWal.SERVER, new Timeline(2), "1\t0/3000158\tx\n".getBytes(UTF_8));

        var problem =
                Problems.raisedBy(
                        VaultProblems.TIMELINE_CONFLICT,
                        () ->
                                archive.putHistory(
                                        SampleWal.SERVER,
                                        new Timeline(2),
                                        "1\t0/4000158\tx\n".getBytes(UTF_8)));

        assertThat(problem.headline())
                .isEqualTo("timeline 2 of server 7512345678901234567 began twice");
        assertThat(archive.findHistory(SampleWal.SERVER, new Timeline(2)))
                .hasValue("1\t0/3000158\tx\n".getBytes(UTF_8));
    }

    @Test
    void remembersGapsInOrder() {
        var late = new WalGap(SampleWal.SERVER, SampleWal.range(90, 95), "slot lost", SampleWal.AT);
        var early = new WalGap(SampleWal.SERVER, SampleWal.range(5, 9), "disk lost", SampleWal.AT);
        archive.putGap(late);
        archive.putGap(early);
        archive.putGap(new WalGap(SampleWal.SERVER, late.missing(), "again", Instant.EPOCH));

        assertThat(archive.gaps(SampleWal.SERVER)).containsExactly(early, late);
        assertThat(archive.gaps("1")).isEmpty();
    }

    @Test
    void showsNothingHalfWrittenOnAFullDisk() {
        for (int room : new int[] {10, 1000, MIB}) {
            var full = archive(FaultyStore.fullAfter(store, room));
            Problems.raisedBy(VaultProblems.FULL, () -> SampleWal.put(full, Kind.SEGMENT, SEGMENT));
        }

        assertThat(store.list("")).isEmpty();
        assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    }

    @Test
    void refusesWhatCannotBeAServerOrARange() {
        for (String server : List.of("", "0", "x", "../1", "99999999999999999999", "01")) {
            assertThatThrownBy(() -> archive.list(server))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a system identifier: " + server);
        }
        assertThat(archive.list("18446744073709551615")).isEmpty();
        assertThatThrownBy(
                        () -> new WalObject("1", SampleWal.range(0, (1L << 30) + 1), Kind.SEGMENT))
                .hasMessageStartingWith("too much WAL for one object");
    }
}
