package org.cairn.protect.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.export.ExportVault.Documents;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An export is there whole or not at all; tar reads what it writes.
final class ExportCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MIB = 1 << 20;
    private static final String LONG_NAME = "base/1/" + "x".repeat(120) + "/é";

    @TempDir private Path place;
    private Path folder;
    private Path out;
    private Vault vault;

    @BeforeEach
    void make() {
        folder = place.resolve("vault");
        out = place.resolve("out");
        vault = Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
        Bytes.store(vault, "seats", Bytes.random(70_000, 1));
        SampleWal.put(vault.wal(), Kind.SEGMENT, SampleWal.range(16 * MIB, 32 * MIB));
        SampleWal.put(vault.wal(), Kind.FRAGMENT, SampleWal.range(32 * MIB, 33 * MIB));
        SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts("0/1000028"), files());
    }

    private static Map<String, byte[]> files() {
        return new TreeMap<>(
                Map.of(
                        "base/1/1",
                        Bytes.compressible(3 * MIB, 1),
                        "base/1/2",
                        new byte[0],
                        LONG_NAME,
                        Bytes.random(777, 4),
                        "global/pg_control",
                        Bytes.random(8192, 3),
                        "pg_tblspc/4000000000/PG_18/5",
                        Bytes.random(MIB, 2)));
    }

    private ExportVault.Order order(WalReach reach) {
        return new ExportVault.Order(out, null, reach, Documents.ALL);
    }

    private ExportVault.Exported export(WalReach reach) {
        return new ExportVault(vault, Steps.NONE, EventSink.NONE).export(order(reach));
    }

    private static int exitCode(ChildJvm child) {
        try (var running = child.start()) {
            return running.await(PATIENCE).exitCode();
        }
    }

    private static int run(Path place, String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void assertIsWhole() throws Exception {
        assertIsWhole(16 * MIB);
    }

    private void assertIsWhole(int walBytes) throws Exception {
        assertThat(run(out, "sha256sum", "--quiet", "-c", "SHA256SUMS")).isZero();
        Path data = Files.createDirectory(place.resolve("data"));
        Path space = Files.createDirectory(place.resolve("space"));
        assertThat(run(data, "tar", "-xf", out.resolve("base.tar").toString())).isZero();
        assertThat(run(space, "tar", "-xf", out.resolve("4000000000.tar").toString())).isZero();
        for (var file : files().entrySet()) {
            String path = file.getKey();
            Path there =
                    path.startsWith("pg_tblspc/")
                            ? space.resolve(path.substring("pg_tblspc/4000000000/".length()))
                            : data.resolve(path);
            assertThat(there).hasBinaryContent(file.getValue());
        }
        assertThat(data.resolve("backup_label")).hasContent("START WAL LOCATION\n");
        byte[] wal = Files.readAllBytes(out.resolve("wal/000000010000000000000001"));
        byte[] expected = SampleWal.bytes(SampleWal.range(16 * MIB, 32 * MIB));
        assertThat(wal).hasSize(expected.length);
        assertThat(Arrays.mismatch(wal, 0, walBytes, expected, 0, walBytes)).isEqualTo(-1);
    }

    @Test
    void writesFilesThatTarAndShaReadBack() throws Exception {
        ExportVault.Exported exported = export(WalReach.BACKUP);

        assertThat(exported.documents()).isEqualTo(1);
        assertThat(exported.walEnd()).contains("0/1000180");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rwx------");
        assertThat(out.resolve("wal/000000010000000000000002")).doesNotExist();
        assertIsWhole(0x180);
    }

    @Test
    void fillsTheLastFileOfTheWalWithZeros() throws Exception {
        export(WalReach.ALL);

        byte[] wal = Files.readAllBytes(out.resolve("wal/000000010000000000000002"));
        assertThat(wal).hasSize(16 * MIB);
        assertThat(Arrays.copyOf(wal, MIB))
                .isEqualTo(SampleWal.bytes(SampleWal.range(32 * MIB, 33 * MIB)));
        assertThat(Arrays.copyOfRange(wal, MIB, 16 * MIB)).containsOnly(0);
    }

    @Test
    void showsNothingBeforeAllOfItIsThere() throws Exception {
        assertThat(exitCode(ExportChild.exporting(folder, out, "export.files-durable")))
                .isEqualTo(ExportChild.HALTED);
        assertThat(out).doesNotExist();

        assertThat(exitCode(ExportChild.exporting(folder, out, "-"))).isZero();

        assertThat(place.resolve(".out.unfinished")).doesNotExist();
        assertIsWhole();
    }

    @Test
    void isWholeWhenItHasItsName() throws Exception {
        assertThat(exitCode(ExportChild.exporting(folder, out, "export.published")))
                .isEqualTo(ExportChild.HALTED);

        assertIsWhole();
    }

    @Test
    void isWholeOrNotThereAfterAKillAtAnyMoment() throws Exception {
        long seed = 20_261_130;
        var random = new Random(seed);
        for (int kill = 0; kill < 4 && Files.notExists(out); kill++) {
            try (var child = ExportChild.exporting(folder, out, "-").start()) {
                LockSupport.parkNanos(Duration.ofMillis(250 + random.nextInt(500)).toNanos());
                child.kill();
            }
        }
        if (Files.notExists(out)) {
            assertThat(exitCode(ExportChild.exporting(folder, out, "-"))).isZero();
        }
        assertIsWhole();
    }

    @Test
    void leavesNothingWhereThereIsNoRoom() {
        assertThat(exitCode(ExportChild.exporting(folder, out, "-").longestFile(2048)))
                .isEqualTo(5);

        assertThat(place.toFile().list()).containsExactly("vault");
    }

    @Test
    void leavesNothingOfABackupThatIsDamaged() throws IOException {
        String pack =
                vault.snapshots().list().getFirst().content().packLengths().keySet().stream()
                        .filter(name -> name.startsWith("packs/"))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = Files.readAllBytes(folder.resolve(pack));
        bytes[200] ^= 1;
        Files.write(folder.resolve(pack), bytes);

        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> export(WalReach.ALL));

        assertThat(place.toFile().list()).containsExactly("vault");
    }

    @Test
    void refusesAFolderInUseAndAnUnknownBackup() throws IOException {
        Files.createDirectory(out);
        Files.writeString(out.resolve("mine"), "mine");

        Problems.raisedBy(ProtectProblems.EXPORT_FOLDER_IN_USE, () -> export(WalReach.ALL));
        Problems.raisedBy(
                ProtectProblems.SNAPSHOT_UNKNOWN,
                () ->
                        new ExportVault(vault, Steps.NONE, EventSink.NONE)
                                .export(
                                        new ExportVault.Order(
                                                place.resolve("other"),
                                                "1999",
                                                WalReach.ALL,
                                                Documents.ALL)));

        assertThat(out.resolve("mine")).hasContent("mine");
    }

    @Test
    void namesTheWalThatABackupLacks() throws IOException {
        Files.delete(
                folder.resolve(
                        "wal/%s/00000001/0000000001000000-0000000002000000"
                                .formatted(SampleWal.SERVER)));

        var problem =
                Problems.raisedBy(
                        ProtectProblems.TARGET_UNREACHABLE, () -> export(WalReach.BACKUP));

        assertThat(problem.what()).isEqualTo("the vault has no WAL from 0/1000028 to 0/1000180");
    }
}
