package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.session.WalNeed;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.sweep.Amount;
import org.cairn.vault.sweep.SweepReport;
import org.cairn.vault.wal.SampleWal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A vault is copied while the copy is swept, and what a last look at the copy finds.
final class SweptCopyStoreTest {
    @TempDir private Path place;
    private Path vault;
    private Path copy;
    private Vault original;

    @BeforeEach
    void make() {
        vault = place.resolve("vault");
        copy = place.resolve("copy");
        original = CopySample.make(vault);
    }

    private VaultLocation here() {
        return new VaultLocation.Folder(vault);
    }

    private Replicated copy(VaultLocation to, Steps steps) {
        return Vault.open(here(), new TestAccess(), CopySample.CLOCK, steps)
                .replicate(here(), new CopyOrder(to, CopyOrder.Mode.COPY), EventSink.NONE);
    }

    /// Copies, and does something when a step is reached.
    private Replicated copyWhile(String step, Runnable act) {
        return copy(
                new VaultLocation.Folder(copy),
                reached -> {
                    if (reached.equals(step)) {
                        act.run();
                    }
                });
    }

    private void assertSame() {
        CopySample.assertSame(CopySample.store(vault), CopySample.store(copy));
    }

    /// Sweeps the copy when a step is reached for the first time, each time with this grace.
    private Replicated copyWhileSweeping(String step, Duration grace, List<SweepReport> reports) {
        return copyWhile(
                step,
                () -> {
                    if (reports.isEmpty()) {
                        reports.add(CopySample.open(copy).sweeper().sweep(grace));
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy.session-begun",
                "copy.packs-durable",
                "copy.bodies-durable",
                "copy.documents-durable",
                "copy.snapshots-durable"
            })
    void aSweepOfTheCopyLeavesWhatNothingNamesYet(String step) {
        List<SweepReport> reports = new ArrayList<>();

        Replicated result = copyWhileSweeping(step, Duration.ofHours(1), reports);

        assertThat(reports)
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.condemned()).isEqualTo(Amount.NONE);
                    assertThat(report.ended()).isZero();
                });
        assertThat(result.isWhole()).isTrue();
        assertThat(result.copied()).as("once each").isEqualTo(result.checked().objects());
        assertSame();
        assertThat(CopySample.open(copy).sweeper().sweep(Duration.ZERO).removed())
                .isEqualTo(Amount.NONE);
        CopySample.assertSound(copy);
    }

    @Test
    void oneWhoseSessionASweepHasEndedBeginsAnewBeforeASnapshotLacksAnything() {
        List<SweepReport> reports = new ArrayList<>();

        Replicated result = copyWhileSweeping("copy.others-durable", Duration.ZERO, reports);

        assertThat(reports.getFirst().ended()).isEqualTo(1);
        assertThat(reports.getFirst().removed().packs()).isPositive();
        assertThat(result.isWhole()).isTrue();
        assertThat(result.checked().snapshots()).isEqualTo(2);
        CopySample.assertSameButForSessions(CopySample.store(vault), CopySample.store(copy));
        CopySample.assertSound(copy);
    }

    @Test
    void noExpiryInTheCopyTakesTheWalOfWhatIsToCome() {
        List<WalNeed> needs = new ArrayList<>();

        copyWhile(
                "copy.wal-durable",
                () -> needs.addAll(CopySample.open(copy).snapshots().walNeeds()));

        assertThat(needs)
                .singleElement()
                .satisfies(need -> {
                    assertThat(need.server()).isEqualTo(SampleWal.SERVER);
                    assertThat(need.from()).isEqualTo(Lsn.parse("0/1000028"));
                });
        assertThat(CopySample.open(copy).snapshots().walNeeds()).isEmpty();
    }

    @Test
    void sweepsOfABucketLeaveWhatIsCopiedToIt() {
        try (var server = S3Server.inMemory()) {
            var bucket =
                    new VaultLocation.Bucket(
                            S3Bucket.fresh(server.endpoint()),
                            S3Bucket.settings(place.resolve("spool")));
            List<Amount> condemned = new ArrayList<>();
            Steps steps =
                    step -> {
                        if (step.equals("copy.packs-durable")) {
                            condemned.add(
                                    CopySample.open(bucket)
                                            .sweeper()
                                            .sweep(Duration.ofHours(1))
                                            .condemned());
                        }
                    };

            Replicated result = copy(bucket, steps);

            assertThat(condemned).containsExactly(Amount.NONE);
            assertThat(result.isWhole()).isTrue();
            assertThat(CopySample.open(bucket).verify().isSound()).isTrue();
        }
    }

    @Test
    void saysWhatTheCopyLacksAfterAll() {
        assertThat(copy(new VaultLocation.Folder(copy), Steps.NONE).isWhole()).isTrue();
        Bytes.store(original, "seats", new byte[] {7});
        Snapshot newest = original.snapshots().list().getLast();
        String wal =
                CopySample.store(vault).list("wal/").stream()
                        .map(ObjectName::value)
                        .filter(name -> name.endsWith("/0000000001000000-0000000002000000"))
                        .findFirst()
                        .orElseThrow();
        var sweeps = new int[1];

        // Somebody removes it again and again.
        Replicated result =
                copyWhile(
                        "copy.snapshots-durable",
                        () -> {
                            sweeps[0]++;
                            CopySample.store(copy).remove(new ObjectName(wal));
                        });

        assertThat(sweeps[0]).isEqualTo(3);
        assertThat(result.isWhole()).isFalse();
        assertThat(result.checked().lacking())
                .contains(new Replicated.Lack(wal, "it is not there"))
                .anySatisfy(lack -> {
                    assertThat(lack.object()).contains("/0000000001000028-");
                    assertThat(lack.what()).matches("it needs the WAL .*, which lacks");
                })
                .noneMatch(lack -> lack.object().equals(newest.objectName()));
        assertThat(copy(new VaultLocation.Folder(copy), Steps.NONE).isWhole()).isTrue();
    }
}
