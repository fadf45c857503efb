package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.app.ReplicateVault.Standing;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.CopyOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `serve` does by a schedule to keep copies of a vault, and what is said of them.
final class ReplicateVaultTest {
    @TempDir private Path folder;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void declare() throws IOException {
        declare("    - location: file:copies/one\n    - location: file:copies/two\n");
        wiring().vault();
    }

    private void declare(String copies) throws IOException {
        Files.writeString(
                folder.resolve("cairn.yaml"),
                "version: 1\nproject: p\nvault:\n  copies:\n"
                        + copies
                        + "schedules: [{replicate: true, every: 1h}]\n");
    }

    private Wiring wiring() {
        EventSink events =
                event -> {
                    if (event instanceof RunEvent.Noted(String text)) {
                        notes.add(text);
                    }
                };
        return new Wiring(folder, folder, events, Map.of());
    }

    private ReplicateVault replication() {
        return wiring().replicateVault(null, null);
    }

    private List<Standing> standings() {
        return replication().standings();
    }

    @Test
    void copiesToEachPlaceAndRemembersIt() {
        assertThat(standings())
                .hasSize(2)
                .allSatisfy(copy -> {
                    assertThat(copy.tried()).isNull();
                    assertThat(copy.isWhole()).isFalse();
                });
        assertThat(replication().lastBegun()).isNull();

        new ServingProject(this::wiring).perform(new Act.Replicate());

        assertThat(folder.resolve("copies/one/repo.json")).exists();
        assertThat(standings())
                .hasSize(2)
                .allSatisfy(copy -> {
                    assertThat(copy.isWhole()).isTrue();
                    assertThat(copy.text()).endsWith("0 backups are there, whole");
                })
                .first()
                .extracting(Standing::to)
                .isEqualTo(folder.resolve("copies/one").toString());
        assertThat(new ServingProject(this::wiring).lastBegun(new Act.Replicate())).isNotNull();
        assertThat(notes).filteredOn(note -> note.startsWith("copied to ")).hasSize(2);
    }

    @Test
    void onePlaceThatFailsKeepsNoneOfTheOthers() throws IOException {
        Files.createDirectories(folder.resolve("copies/one"));
        Files.writeString(folder.resolve("copies/one/letter"), "to somebody");

        var problem = ProjectFixture.problemOf(() -> replication().scheduled());

        assertThat(problem.code().name()).isEqualTo("vault-foreign-folder");
        assertThat(folder.resolve("copies/two/repo.json")).exists();
        assertThat(standings().getFirst())
                .satisfies(copy -> {
                    assertThat(copy.whole()).isNull();
                    assertThat(copy.tried()).isNotNull();
                    assertThat(copy.text()).isEqualTo(problem.headline());
                });
        assertThat(standings().getLast().isWhole()).isTrue();
    }

    @Test
    void isAProblemWhenTheCopyLacksSomething() throws IOException {
        replication().scheduled();
        Path slot = slot();
        byte[] bytes = Files.readAllBytes(slot);
        bytes[40] ^= 1;
        Files.write(slot, bytes);
        declare("    - location: file:copies/three\n");

        var problem = ProjectFixture.problemOf(() -> replication().scheduled());

        assertThat(problem.code().name()).isEqualTo("vault-copy-incomplete");
        assertThat(problem.what()).startsWith("damaged here: 1, the first is keys/00000001/");
        assertThat(standings())
                .singleElement()
                .satisfies(copy -> {
                    assertThat(copy.whole()).isNull();
                    assertThat(copy.text()).contains("damaged here: 1");
                });
        bytes[40] ^= 1;
        Files.write(slot, bytes);
        replication().scheduled();
        assertThat(standings().getFirst().isWhole()).isTrue();
    }

    /// Not the one that the key file of the project opens.
    private Path slot() throws IOException {
        try (Stream<Path> slots = Files.list(folder.resolve(".cairn/vault/keys/00000001"))) {
            return slots.filter(ReplicateVaultTest::isRecovery).findFirst().orElseThrow();
        }
    }

    private static boolean isRecovery(Path slot) {
        try {
            return Files.readString(slot).contains("\"recovery\"");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aRehearsalIsNoAttempt() {
        replication().copy(CopyOrder.Mode.REHEARSE);

        assertThat(standings()).allSatisfy(copy -> assertThat(copy.tried()).isNull());
    }

    @Test
    void theLastTimeThatItWasWholeIsNotForgotten() throws IOException {
        replication().scheduled();
        Standing whole = standings().getFirst();
        Files.delete(folder.resolve("copies/one/repo.json"));
        Files.writeString(folder.resolve("copies/one/repo.json"), "{}");

        ProjectFixture.problemOf(() -> replication().scheduled());

        assertThat(standings().getFirst().whole()).isEqualTo(whole.whole());
        assertThat(standings().getFirst().text()).isNotEqualTo(whole.text());
    }

    @Test
    void copiesToABucketToo() throws IOException {
        Files.writeString(folder.resolve("access"), S3Server.ACCESS_KEY);
        Files.writeString(folder.resolve("secret"), S3Server.SECRET_KEY);
        try (var server = S3Server.inMemory()) {
            declare(
                    """
                        - location: s3://%s/copy
                          endpoint: %s
                          access_key: ${file:access}
                          secret_key: ${file:secret}
                    """
                            .formatted(S3Server.BUCKET, server.endpoint()));

            replication().scheduled();

            assertThat(standings())
                    .singleElement()
                    .satisfies(copy -> {
                        assertThat(copy.to()).startsWith("s3://%s/copy".formatted(S3Server.BUCKET));
                        assertThat(copy.isWhole()).isTrue();
                    });
        }
    }

    @Test
    void theStepsOfCopyingAreThoseOfTheProject() {
        List<String> steps = new ArrayList<>();
        Steps noted = steps::add;

        new Wiring(folder, folder, EventSink.NONE, noted).replicateVault(null, null).scheduled();

        assertThat(steps).contains("copy.session-begun", "copy.snapshots-durable");
    }
}
