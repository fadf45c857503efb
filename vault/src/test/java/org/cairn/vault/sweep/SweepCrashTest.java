package org.cairn.vault.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.kernel.Steps;
import org.cairn.testkit.RunningJvm;
import org.cairn.vault.Bytes;
import org.cairn.vault.PlainReader;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Separate processes that are halted or stopped at each named step of a commit and of a sweep.
final class SweepCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONG_AGO = Duration.ofHours(100);

    @TempDir private Path place;
    private Path folder;
    private Vault vault;
    private Snapshot first;

    @BeforeEach
    void takeTheFirst() {
        folder = place.resolve("vault");
        vault = Vault.openOrCreate(folder, InstantSource.system(), Steps.NONE);
        first = SweepSample.take(vault, "0/2000028", SweepChild.first(), null);
    }

    /// As if three days had passed since all that is there was written: only what the store says of
    /// its objects changes.
    private void pass() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                var older = Files.getLastModifiedTime(file).toInstant().minus(LONG_AGO);
                Files.setLastModifiedTime(file, FileTime.from(older));
            }
        }
    }

    private void remove(Snapshot snapshot) {
        FileStore.open(folder, InstantSource.system())
                .remove(new ObjectName(snapshot.objectName()));
    }

    private SweepReport sweep() {
        return vault.sweeper().sweep(Sweeper.GRACE);
    }

    private static void halt(String act, Path folder, String step) {
        try (var child = SweepChild.doing(act, folder, step, "halt").start()) {
            assertThat(child.await(PATIENCE).exitCode()).isEqualTo(SweepChild.HALTED);
        }
    }

    private int run(String act) {
        try (var child = SweepChild.doing(act, folder, "-", "halt").start()) {
            return child.await(PATIENCE).exitCode();
        }
    }

    private void assertWhole(int snapshots) throws IOException {
        var reader = new PlainReader(folder, null);
        List<Snapshot> all = vault.snapshots().list();
        assertThat(all).hasSize(snapshots);
        for (Snapshot snapshot : all) {
            Map<String, byte[]> expected =
                    snapshot.equals(first) ? SweepChild.first() : SweepChild.next();
            assertThat(reader.snapshot(snapshot.objectName()))
                    .containsExactlyInAnyOrderEntriesOf(expected);
        }
        assertThat(vault.verify().isSound()).isTrue();
    }

    private void sweepToTheEnd() throws IOException {
        for (int i = 0; i < 3; i++) {
            pass();
            sweep();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vault.snapshot-begun, 0",
        "vault.snapshot-packs-durable, 0",
        "vault.snapshot-files-durable, 0",
        "vault.snapshot-announced, 2",
        "vault.snapshot-packs-found, 2",
        "vault.snapshot-durable, 0"
    })
    void aBackupThatIsKilledLeavesWhatTheNextOneUsesOrASweepRemoves(String step, int announced)
            throws Exception {
        halt("snapshot", folder, step);
        boolean isVisible = step.equals("vault.snapshot-durable");

        sweepToTheEnd();

        assertWhole(isVisible ? 2 : 1);
        // One pack of files and one of the table were announced and their snapshot never came:
        // its writer may sleep between these steps for as long as it likes.
        assertThat(vault.sweeper().room().dead().packs()).isEqualTo(announced);
        assertThat(run("snapshot")).isZero();
        assertWhole(isVisible ? 3 : 2);
        remove(first);
        sweepToTheEnd();
        assertThat(vault.snapshots().list()).hasSize(isVisible ? 2 : 1);
        assertWhole(isVisible ? 2 : 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.sweep-marked",
                "vault.sweep-writers-ended",
                "vault.sweep-needs-read",
                "vault.sweep-pack-removed",
                "vault.sweep-packs-removed",
                "vault.sweep-done"
            })
    void aSweepThatIsKilledIsFinishedByTheNext(String step) throws Exception {
        assertThat(run("snapshot")).isZero();
        remove(vault.snapshots().list().getLast());
        if (!step.equals("vault.sweep-marked")) {
            assertThat(sweep().condemned().packs()).isEqualTo(2);
            pass();
        }

        halt("sweep", folder, step);

        assertWhole(1);
        if (step.equals("vault.sweep-done")) {
            sweep();
            assertThat(folder.resolve("gc/00000001.done")).exists();
            assertThat(folder.resolve("gc/00000001"))
                    .as("put away though nothing is dead")
                    .doesNotExist();
        }
        assertThat(run("snapshot")).isZero();
        assertWhole(2);
        remove(vault.snapshots().list().getLast());
        sweepToTheEnd();
        assertWhole(1);
        Room room = vault.sweeper().room();
        assertThat(room.dead()).isEqualTo(Amount.NONE);
        assertThat(room.live().packs()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "vault.snapshot-begun, false",
        "vault.snapshot-packs-durable, false",
        "vault.snapshot-files-durable, false",
        "vault.snapshot-announced, true",
        "vault.snapshot-packs-found, true",
        "vault.snapshot-durable, true"
    })
    void aBackupThatWasSuspendedForDaysIsRefusedOrWhole(String step, boolean isKept)
            throws Exception {
        try (RunningJvm child = SweepChild.doing("snapshot", folder, step, "wait").start()) {
            child.awaitOutput("at the step", PATIENCE);
            signal("STOP", child);
            // What it shares with is removed as well.
            remove(first);
            sweepToTheEnd();
            assertThat(vault.verify().isSound()).isTrue();

            Files.createFile(SweepChild.mayGo(folder));
            signal("CONT", child);

            RunningJvm.Finished finished = child.await(PATIENCE);
            assertThat(finished.exitCode() == 0).as("%s", finished).isEqualTo(isKept);
            assertThat(finished.stdout())
                    .isEqualTo(isKept ? "at the step\n" : "at the step\nsnapshot-session-ended\n");
        }

        assertWhole(isKept ? 1 : 0);
        sweepToTheEnd();
        assertWhole(isKept ? 1 : 0);
        assertThat(vault.sweeper().room().dead()).isEqualTo(Amount.NONE);
    }

    private static void signal(String name, RunningJvm child) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"vault.body-announced, 0", "vault.pack-durable, 1", "vault.body-durable, 1"})
    void aDocumentThatWasSuspendedForDaysIsWhole(String step, int packs) throws Exception {
        try (RunningJvm child = SweepChild.doing("document", folder, step, "wait").start()) {
            child.awaitOutput("at the step", PATIENCE);
            signal("STOP", child);
            sweepToTheEnd();
            assertThat(vault.stats().packs()).isEqualTo(2 + packs);

            Files.createFile(SweepChild.mayGo(folder));
            signal("CONT", child);
            assertThat(child.await(PATIENCE).exitCode()).isZero();
        }

        assertWhole(1);
        var document = vault.documents().log("source").getFirst();
        assertThat(vault.documents().open(document.sha256()).read(0, SweepChild.DOCUMENT.length))
                .isEqualTo(SweepChild.DOCUMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault.body-announced", "vault.pack-durable", "vault.body-durable"})
    void whatADocumentLeftThatWasKilledIsRemovedWhenItsBytesHaveCome(String step) throws Exception {
        halt("document", folder, step);
        sweepToTheEnd();

        Bytes.store(vault, "source", SweepChild.DOCUMENT);
        sweepToTheEnd();

        assertWhole(1);
        assertThat(vault.sweeper().room().dead()).isEqualTo(Amount.NONE);
        assertThat(vault.documents().log("source")).hasSize(1);
        assertThat(folder.resolve("sess")).isEmptyDirectory();
    }
}
