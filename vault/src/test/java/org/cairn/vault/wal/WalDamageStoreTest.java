package org.cairn.vault.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flips, cuts and swaps: the object at fault is named, and no wrong byte is handed out.
final class WalDamageStoreTest {
    private static final WalRange RANGE = SampleWal.range(0x1000000, 0x1000000 + 700);

    @TempDir private Path folder;
    private Vault vault;
    private WalObject object;

    @BeforeEach
    void store() {
        vault = Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
        object = new WalObject(SampleWal.SERVER, RANGE, Kind.SEGMENT);
        SampleWal.put(vault.wal(), Kind.SEGMENT, RANGE);
        vault.wal().putHistory(SampleWal.SERVER, new Timeline(2), "1\t0/3\tx\n".getBytes(UTF_8));
        vault.wal().putGap(new WalGap(SampleWal.SERVER, RANGE, "slot lost", SampleWal.AT));
        vault.servers().register(new ServerRecord(SampleWal.SERVER, 18, 16 << 20, SampleWal.AT));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("repo.json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFlippedByteIsFoundInItsObject() throws IOException {
        assertThat(files()).hasSize(4);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                Files.write(file, flipped);
                assertDamageIsFound(file, "byte " + at);
            }
            Files.write(file, whole);
        }
        assertThat(vault.verify().isSound()).isTrue();
    }

    @Test
    void everyCutIsFoundInItsObject() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertDamageIsFound(file, "cut at " + length);
            }
            Files.write(file, Arrays.copyOf(whole, whole.length + 1));
            assertDamageIsFound(file, "lengthened");
            Files.write(file, whole);
        }
    }

    private void assertDamageIsFound(Path file, String how) {
        String name = folder.relativize(file).toString();
        assertThat(vault.verify().damaged()).as("%s %s", name, how).containsExactly(name);
        assertThat(readsRightOrNamesDamageIn(name)).as("%s %s", name, how).isTrue();
    }

    private boolean readsRightOrNamesDamageIn(String name) {
        try {
            return vault.wal().findHistory(SampleWal.SERVER, new Timeline(2)).isPresent()
                    && vault.wal().gaps(SampleWal.SERVER).size() == 1
                    && vault.servers().find(SampleWal.SERVER).isPresent()
                    && Arrays.equals(SampleWal.read(vault.wal(), object), SampleWal.bytes(RANGE));
        } catch (ProblemException e) {
            return e.problem().code().equals(VaultProblems.OBJECT_DAMAGED)
                    && name.equals(e.problem().facts().get("object"));
        }
    }

    @Test
    void readsTheTimeOutOfADescriptionThatIsWholeOnly() throws IOException {
        Path file = folder.resolve(object.toString());
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < 44 + 32 + 40; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(file, flipped);
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> vault.wal().at(object));
        }
    }

    @Test
    void namesBothOfTwoObjectsThatChangedPlaces() throws IOException {
        WalRange next = SampleWal.range(0x1000000 + 700, 0x1000000 + 1400);
        SampleWal.put(vault.wal(), Kind.SEGMENT, next);
        Path one = folder.resolve(object.toString());
        Path other = folder.resolve(new WalObject(SampleWal.SERVER, next, Kind.SEGMENT).toString());
        byte[] bytes = Files.readAllBytes(one);
        Files.write(one, Files.readAllBytes(other));
        Files.write(other, bytes);

        assertThat(vault.verify().damaged())
                .containsExactly(
                        folder.relativize(one).toString(), folder.relativize(other).toString());
        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED, () -> SampleWal.read(vault.wal(), object));
        assertThat(problem.what()).isEqualTo("it holds another range than its name says");
        assertThat(problem.remedy()).contains("nothing can be restored across this range");
    }

    @Test
    void namesAnObjectOfAnotherVault(@TempDir Path elsewhere) throws IOException {
        Vault other = Vault.openOrCreate(elsewhere, InstantSource.system(), Steps.NONE);
        SampleWal.put(other.wal(), Kind.SEGMENT, RANGE);
        Files.write(
                folder.resolve(object.toString()),
                Files.readAllBytes(elsewhere.resolve(object.toString())));

        assertThat(vault.verify().damaged()).containsExactly(object.toString());
    }

    @Test
    void handsOutNoByteOfAFrameThatChangedPlaces() throws IOException {
        WalRange two = SampleWal.range(0, 2 << 20);
        byte[] bytes = new byte[2 << 20];
        bytes[0] = 1;
        bytes[1 << 20] = 2;
        SampleWal.put(vault.wal(), Kind.SEGMENT, two, bytes);
        var swapped = new WalObject(SampleWal.SERVER, two, Kind.SEGMENT);
        Path file = folder.resolve(swapped.toString());
        byte[] whole = Files.readAllBytes(file);
        int first = 44 + 32 + 40;
        int frame = (whole.length - first - (32 + 3 * 39) - 12) / 2;
        byte[] changed = whole.clone();
        System.arraycopy(whole, first + frame, changed, first, frame);
        System.arraycopy(whole, first, changed, first + frame, frame);
        assertThat(changed).isNotEqualTo(whole);
        Files.write(file, changed);

        try (var in = vault.wal().open(swapped)) {
            var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, in::read);
            assertThat(problem.what())
                    .isEqualTo("the frame at 116 holds other bytes than were stored");
        }
    }

    @Test
    void doesNotCompareWithWhatIsDamaged() throws IOException {
        Files.write(folder.resolve(object.toString()), new byte[300]);

        Problems.raisedBy(
                VaultProblems.OBJECT_DAMAGED,
                () -> SampleWal.put(vault.wal(), Kind.SEGMENT, RANGE));
    }
}
