package org.cairn.vault.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.cairn.kernel.Steps;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectStore.Creation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of snapshots: that one must stay, and that one was read back whole.
final class SnapshotSayingsStoreTest {
    private static final Instant AT = Instant.parse("2026-11-27T10:00:00.123456Z");

    @TempDir private Path folder;
    private Vault vault;
    private Snapshot snapshot;

    @BeforeEach
    void takeOne() {
        vault = Vault.openOrCreate(folder, InstantSource.fixed(AT), Steps.NONE);
        snapshot =
                SampleSnapshot.take(
                        vault.snapshots(),
                        SampleSnapshot.facts("0/2000028"),
                        Map.of("base/1/1", "one page, nearly".getBytes(UTF_8)));
    }

    private SnapshotHold hold(String who, String why) {
        return new SnapshotHold(snapshot.objectName(), who, why, AT);
    }

    private SnapshotProof proof(Instant at) {
        return new SnapshotProof(snapshot.objectName(), "V2", 3, 4711, at);
    }

    @Test
    void holdsASnapshotUntilItIsLetGo() {
        assertThat(vault.holds().isHeld(snapshot)).isFalse();
        assertThat(vault.holds().find(snapshot)).isEmpty();

        assertThat(vault.holds().put(hold("asha", "the audit"))).isEqualTo(Creation.CREATED);
        assertThat(vault.holds().put(hold("bob", "other"))).isEqualTo(Creation.EXISTED);

        assertThat(vault.holds().find(snapshot)).contains(hold("asha", "the audit"));
        assertThat(vault.holds().held()).containsExactly(snapshot.objectName());
        assertThat(vault.verify().isSound()).isTrue();

        vault.holds().remove(snapshot.objectName());
        vault.holds().remove(snapshot.objectName());
        assertThat(vault.holds().isHeld(snapshot)).isFalse();
        assertThat(vault.holds().held()).isEmpty();
    }

    @Test
    void aDamagedHoldHoldsAllTheSame() throws IOException {
        vault.holds().put(hold("asha", "the audit"));
        String name = snapshot.objectName().replace("snap/", "hold/");
        Files.write(folder.resolve(name), new byte[] {1, 2, 3});

        assertThat(vault.holds().isHeld(snapshot)).isTrue();
        assertThat(vault.holds().held()).containsExactly(snapshot.objectName());
        assertThat(
                        Problems.raisedBy(
                                        VaultProblems.OBJECT_DAMAGED,
                                        () -> vault.holds().find(snapshot))
                                .code())
                .isEqualTo(VaultProblems.OBJECT_DAMAGED);
        assertThat(vault.verify().findings()).extracting(Finding::object).containsExactly(name);
    }

    @Test
    void aHoldUnderTheNameOfAnotherIsDamaged() throws IOException {
        vault.holds().put(hold("asha", "the audit"));
        Path file = folder.resolve(snapshot.objectName().replace("snap/", "hold/"));
        Path other = file.resolveSibling("0000000002000029-20261127t091502z");
        Files.move(file, other);

        assertThat(vault.verify().isSound()).isFalse();
        assertThat(vault.holds().isHeld(snapshot)).isFalse();
    }

    @Test
    void knowsWhenASnapshotWasLastFoundWhole() {
        assertThat(vault.proofs().find(snapshot)).isEmpty();
        assertThat(vault.proofs().newest()).isEmpty();

        Instant later = AT.plusSeconds(3600);
        vault.proofs().put(proof(later));
        vault.proofs().put(proof(AT));

        assertThat(vault.proofs().newest())
                .containsOnly(
                        Map.entry(
                                snapshot.objectName(), Instant.parse("2026-11-27T11:00:00.123Z")));
        assertThat(vault.proofs().find(snapshot))
                .contains(proof(Instant.parse("2026-11-27T11:00:00.123Z")));
        assertThat(vault.verify().isSound()).isTrue();

        vault.proofs().remove(snapshot.objectName());
        assertThat(vault.proofs().newest()).isEmpty();
    }

    @Test
    void whatIsSaidOfAnotherKindOfNameIsNoSaying() throws IOException {
        Path stray = folder.resolve("proof/7/abc/000000000000001");
        Files.createDirectories(stray.getParent());
        Files.write(stray, new byte[1]);
        Path hold = folder.resolve("hold/7/abc");
        Files.createDirectories(hold.getParent());
        Files.write(hold, new byte[1]);

        assertThat(vault.proofs().newest()).isEmpty();
        assertThat(vault.holds().held()).isEmpty();
        assertThat(vault.verify().findings())
                .extracting(Finding::object)
                .containsExactly("hold/7/abc", "proof/7/abc/000000000000001");
    }

    @Test
    void aSnapshotThatIsRemovedIsGoneWithoutItsPacks() {
        vault.snapshots().remove(snapshot);
        vault.snapshots().remove(snapshot);

        assertThat(vault.snapshots().list()).isEmpty();
        assertThat(vault.snapshots().isThere(snapshot.objectName())).isFalse();
        assertThat(vault.verify().isSound()).isTrue();
    }
}
