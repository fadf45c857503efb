package org.cairn.vault.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.vault.PlainReader;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.WalNeed;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What backups under way say that they need of the WAL: for as long as their snapshot may come.
final class WalNeedsStoreTest {
    @TempDir private Path place;
    private TimedStore store;
    private Vault vault;

    @BeforeEach
    void make() {
        store = new TimedStore(FileStore.create(place.resolve("vault"), InstantSource.system()));
        vault = Vault.openOrCreate(store, InstantSource.system(), Steps.NONE);
    }

    private Actor backup() {
        return new Actor(
                store,
                InstantSource.system(),
                own -> {
                    try (SnapshotWriter writer = own.snapshots().writer(1)) {
                        writer.needWal(
                                SampleSnapshot.SERVER, Timeline.FIRST, Lsn.parse("0/2000000"));
                        SampleSnapshot.commit(writer, SampleSnapshot.facts("0/2000028"), List.of());
                    }
                });
    }

    private void sweep() {
        vault.sweeper().sweep(Sweeper.GRACE);
    }

    private List<WalNeed> needs() {
        return vault.snapshots().walNeeds();
    }

    private String onlySession() {
        return store.list("sess/").getFirst().value().substring(5, 37);
    }

    @Test
    void isSaidUntilTheSnapshotIsThere() {
        Actor backup = backup();
        backup.goOn("vault.snapshot-begun");
        assertThat(needs()).isEmpty();

        backup.goOn("vault.snapshot-wal-announced");
        assertThat(needs())
                .singleElement()
                .satisfies(need -> {
                    assertThat(need.session()).isEqualTo(onlySession());
                    assertThat(need.server()).isEqualTo(SampleSnapshot.SERVER);
                    assertThat(need.timeline()).isEqualTo(Timeline.FIRST);
                    assertThat(need.from()).isEqualTo(Lsn.parse("0/2000000"));
                });
        backup.goOn("vault.snapshot-durable");
        assertThat(vault.snapshots().list()).hasSize(1);
        assertThat(needs()).hasSize(1);

        backup.goOn(null);

        assertThat(backup.failure()).isNull();
        assertThat(needs()).isEmpty();
        assertThat(store.list("sess/")).isEmpty();
    }

    @Test
    void aBackupThatWasKilledSaysItUntilASweepEndsItsSession() {
        Actor backup = backup();
        backup.goOn("vault.snapshot-files-durable");
        store.pass(Sweeper.GRACE.minus(Duration.ofHours(1)));
        sweep();
        assertThat(needs()).hasSize(1);
        store.pass(Duration.ofHours(2));

        sweep();

        assertThat(needs()).isEmpty();
        backup.goOn(null);
        Problems.raisedBy(
                VaultProblems.SNAPSHOT_SESSION_ENDED,
                () -> {
                    throw backup.failure();
                });
        assertThat(vault.snapshots().list()).isEmpty();
    }

    @Test
    void oneThatAnnouncedItsSnapshotSaysItUntilSomebodyForgetsIt() {
        Actor backup = backup();
        backup.goOn("vault.snapshot-announced");
        for (int i = 0; i < 3; i++) {
            store.pass(Sweeper.GRACE);
            sweep();
        }
        assertThat(needs()).as("it may be asleep in the request").hasSize(1);

        assertThat(vault.sweeper().forget(onlySession())).isTrue();

        assertThat(needs()).isEmpty();
        sweep();
        assertThat(store.list("sess/")).as("only its end").hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNoAnswer() throws IOException {
        Actor backup = backup();
        backup.goOn("vault.snapshot-wal-announced");
        Path entry = place.resolve("vault/sess").resolve(onlySession() + "-00000001");
        Files.write(entry, new byte[] {1});

        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, this::needs);
    }

    @Test
    void theIndependentReaderReadsIt() throws IOException {
        Actor backup = backup();
        backup.goOn("vault.snapshot-wal-announced");
        var name = new ObjectName("sess/" + onlySession() + "-00000001");

        String json = new PlainReader(place.resolve("vault"), null).json(name.value());

        assertThat(json)
                .startsWith("{\"type\":\"session\",\"version\":1,\"object\":\"" + name.value())
                .endsWith(
                        ",\"act\":\"wal\",\"system_identifier\":\"%s\",\"timeline\":1,\"from_lsn\":\"0/2000000\"}"
                                .formatted(SampleSnapshot.SERVER));
    }
}
