package org.cairn.protect.expire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.ExpirePlan;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.restore.ServerPast;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes and what stays, in a folder and in a bucket.
final class ExpireStoreTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path place;

    private Vault inFolder() {
        Vault vault = Vault.openOrCreate(place.resolve("v"), CLOCK, Steps.NONE);
        SampleStock.fill(vault);
        return vault;
    }

    private static ExpireBackups.Done expire(Vault vault, String sentence, Steps steps) {
        var expire = new ExpireBackups(vault, CLOCK, steps);
        return expire.execute(expire.decide(SampleStock.SERVER, Retention.parse(sentence)));
    }

    @Test
    void removesWhatIsNotKeptFromAFolder() {
        removes(inFolder());
    }

    @Test
    void removesWhatIsNotKeptFromABucket() {
        try (var server = S3Server.inMemory()) {
            Vault vault =
                    Vault.openOrCreate(
                            new VaultLocation.Bucket(
                                    S3Bucket.fresh(server.endpoint()),
                                    S3Settings.spoolingTo(place.resolve("spool"))),
                            VaultAccess.CLEAR,
                            CLOCK,
                            Steps.NONE);
            SampleStock.fill(vault);
            removes(vault);
        }
    }

    private static void removes(Vault vault) {
        long packs = vault.stats().packs();

        ExpireBackups.Done done = expire(vault, "daily 2", Steps.NONE);

        assertThat(done.removed())
                .containsExactly(SampleStock.label(1), SampleStock.label(3), SampleStock.label(4));
        assertThat(done.stayed()).isEmpty();
        assertThat(done.walObjects()).isEqualTo(3);
        assertThat(done.walBytes()).isPositive();
        assertThat(SampleStock.walDays(vault)).containsExactly(2L, 5L, 6L, 7L);
        // A sweep removes packs, and nobody else.
        assertThat(vault.stats().packs()).isEqualTo(packs);
        assertThat(vault.verify().isSound()).isTrue();
        assertThat(ServerPast.of(vault, SampleStock.SERVER).holes()).isEmpty();

        ExpireBackups.Decision again =
                new ExpireBackups(vault, CLOCK, Steps.NONE)
                        .decide(SampleStock.SERVER, Retention.parse("daily 2"));
        assertThat(again.plan().removed()).isEmpty();
        assertThat(again.plan().wal()).isEmpty();
        assertThat(again.walBytes()).isZero();
    }

    @Test
    void decidingChangesNothing() {
        Vault vault = inFolder();

        ExpireBackups.Decision decision =
                new ExpireBackups(vault, CLOCK, Steps.NONE)
                        .decide(SampleStock.SERVER, Retention.parse("daily 2"));

        assertThat(decision.plan().removed()).hasSize(3);
        assertThat(decision.packBytes()).isPositive();
        assertThat(SampleStock.labels(vault)).hasSize(SampleStock.DAYS);
        assertThat(SampleStock.walDays(vault)).hasSize(7);
        assertThat(decision.plan().kept().stream().map(ExpirePlan.Kept::reasons))
                .anyMatch(reasons -> reasons.contains("pinned"));
    }

    @Test
    void whatIsPinnedAfterTheDecisionStaysWithItsWal() {
        Vault vault = inFolder();
        var expire = new ExpireBackups(vault, CLOCK, Steps.NONE);
        ExpireBackups.Decision decision =
                expire.decide(SampleStock.SERVER, Retention.parse("daily 1"));
        Snapshot third = vault.snapshots().list().get(2);
        vault.holds().put(new SnapshotHold(third.objectName(), "bob", "wait", SampleStock.noon(6)));

        ExpireBackups.Done done = expire.execute(decision);

        assertThat(done.stayed()).containsExactly(third.label());
        assertThat(SampleStock.walDays(vault)).containsExactly(2L, 3L, 6L, 7L);
    }

    @Test
    void ofTwoBackupsWithOneLabelOnlyTheOneThatIsToGoGoes() {
        Vault vault = inFolder();
        var twins = SampleStock.twins(place.resolve("v"), "0/60200", "0/50200", 6);
        assertThat(twins.getFirst().label()).isEqualTo(twins.getLast().label());
        for (Snapshot twin : twins) {
            vault.proofs()
                    .put(new SnapshotProof(twin.objectName(), "V2", 1, 1, SampleStock.noon(6)));
        }

        ExpireBackups.Done done = expire(vault, "daily 1", Steps.NONE);

        assertThat(done.removed()).containsOnlyOnce(twins.getFirst().label());
        assertThat(vault.snapshots().list())
                .filteredOn(twins::contains)
                .singleElement()
                .satisfies(kept -> assertThat(SampleStock.isWhole(vault, kept)).isTrue());
    }

    @Test
    void aSnapshotThatComesMeanwhileKeepsItsWal() {
        Vault vault = inFolder();
        // One that took its time: it began on the third day, and nobody knew of it.
        var late = new AtomicReference<Snapshot>();
        Consumer<Vault> commit =
                into ->
                        late.set(
                                org.cairn.vault.snapshot.SampleSnapshot.take(
                                        into.snapshots(),
                                        org.cairn.vault.snapshot.SampleSnapshot.facts(
                                                "0/30200", SampleStock.noon(6).plusSeconds(60)),
                                        new java.util.TreeMap<>(
                                                java.util.Map.of("base/1/1", new byte[] {7}))));
        Steps steps =
                step -> {
                    if (step.equals("expire.snapshots-removed")) {
                        commit.accept(vault);
                    }
                };

        expire(vault, "daily 1", steps);

        assertThat(SampleStock.isWhole(vault, late.get())).isTrue();
        // All moments behind it are of the window.
        assertThat(SampleStock.walDays(vault)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void refusesWhileASnapshotCannotBeRead() throws IOException {
        Vault vault = inFolder();
        Snapshot second = vault.snapshots().list().get(1);
        Files.write(place.resolve("v").resolve(second.objectName()), new byte[] {1});

        var thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> expire(vault, "daily 1", Steps.NONE));

        assertThat(thrown.problem().code().name()).isEqualTo("retention-uncertain");
        assertThat(thrown.problem().what()).startsWith(second.objectName() + " cannot be read");
        assertThat(SampleStock.walDays(vault)).hasSize(7);
    }

    @Test
    void aDamagedProofProvesNothing() throws IOException {
        Vault vault = inFolder();
        String newest = vault.snapshots().list().getLast().objectName();
        Path folder = place.resolve("v").resolve(newest.replace("snap/", "proof/"));
        try (var files = Files.list(folder)) {
            Files.write(files.findFirst().orElseThrow(), new byte[] {1});
        }

        var thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> expire(vault, "daily 1", Steps.NONE));

        assertThat(thrown.problem().code().name()).isEqualTo("backup-unverified");
    }

    @Test
    void whoReadsWalThatExpiredHearsWhy() {
        Vault vault = inFolder();
        ServerPast before = ServerPast.of(vault, SampleStock.SERVER);
        WalObject gone = before.wal().objects().getFirst();
        assertThat(gone.range()).isEqualTo(SampleWal.range(0x10000, 0x20000));

        expire(vault, "daily 1", Steps.NONE);

        var thrown =
                catchThrowableOfType(ProblemException.class, () -> before.wal().open(gone).close());
        assertThat(thrown.problem().code().name()).isEqualTo("wal-expired");
        assertThat(thrown.problem().headline())
                .isEqualTo("the WAL from 0/10000 to 0/20000 on timeline 1 has expired");
        assertThat(thrown.problem().remedy()).contains("cairn restore plan");
    }
}
