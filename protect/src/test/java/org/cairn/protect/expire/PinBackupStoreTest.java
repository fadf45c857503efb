package org.cairn.protect.expire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.Retention;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ForwardingStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pin at each step of an expiry, and an expiry at each step of a pin.
final class PinBackupStoreTest {
    @TempDir private Path place;
    private Vault vault;
    private Snapshot oldest;

    @BeforeEach
    void fill() {
        vault = Vault.openOrCreate(place.resolve("v"), InstantSource.system(), Steps.NONE);
        SampleStock.fill(vault);
        oldest = vault.snapshots().list().getFirst();
    }

    private void expire(Steps steps) {
        var expire = new ExpireBackups(vault, InstantSource.system(), steps);
        expire.execute(expire.decide(SampleStock.SERVER, Retention.parse("daily 1")));
    }

    private void pin(Steps steps) {
        var hold = new SnapshotHold(oldest.objectName(), "bob", "wait", SampleStock.noon(6));
        new PinBackup(vault, steps).pin(oldest, hold);
    }

    private Problem refusal() {
        var thrown = catchThrowableOfType(ProblemException.class, () -> pin(Steps.NONE));
        assertThat(thrown).as("a refusal").isNotNull();
        return thrown.problem();
    }

    /// What becomes of a pin when an expiry reaches a step for the first time.
    private Problem pinnedAt(String step) {
        var said = new AtomicReference<Problem>();
        expire(reached -> {
            if (reached.equals(step) && said.get() == null) {
                said.set(refusal());
            }
        });
        return Objects.requireNonNull(said.get());
    }

    private boolean isThere() {
        return vault.snapshots().isThere(oldest.objectName());
    }

    private boolean isHeld() {
        return vault.holds().isHeld(oldest);
    }

    @Test
    void isNotSureOfOneThatComesBeforeTheExpiryLooks() {
        Problem said = pinnedAt("expire.removal-announced");

        assertThat(said.code().name()).isEqualTo("backup-expiring");
        assertThat(said.headline())
                .isEqualTo("backup %s may expire all the same".formatted(oldest.label()));
        assertThat(said.remedy()).contains("--forget-expiry");
        assertThat(isThere()).isTrue();
        assertThat(isHeld()).isTrue();
        assertThat(SampleStock.isWhole(vault, oldest)).isTrue();
        assertThat(vault.removals().announced()).isEmpty();
        assertThat(refusal().kept()).isEqualTo("that pin stands");
    }

    @Test
    void isNotSureOfOneThatComesAfterTheExpiryHasLooked() {
        Problem said = pinnedAt("expire.hold-sought");

        assertThat(said.code().name()).isEqualTo("backup-expiring");
        assertThat(isThere()).isFalse();
        assertThat(isHeld()).as("forgotten with the backup").isFalse();
        assertThat(refusal().code().name()).isEqualTo("snapshot-unknown");
        assertThat(isHeld()).isFalse();
    }

    @Test
    void saysThatItCameTooLate() {
        Problem said = pinnedAt("expire.snapshot-removed");

        assertThat(said.code().name()).isEqualTo("snapshot-unknown");
        assertThat(said.what()).isEqualTo("it expired before the pin came");
        assertThat(isHeld()).isFalse();
    }

    @Test
    void anExpiryThatComesWhileItIsPlacedSeesIt() {
        pin(step -> {
            if (step.equals("pin.held")) {
                expire(Steps.NONE);
            }
        });

        assertThat(isThere()).isTrue();
        assertThat(SampleStock.isWhole(vault, oldest)).isTrue();
    }

    @Test
    void anExpiryThatSleepsBetweenAllOfItIsStillHeardOf() {
        // It has looked, and sleeps; another one comes, looks, and goes on to its end.
        var word = vault.removals().announce(oldest, SampleStock.noon(6));

        assertThat(refusal().code().name()).isEqualTo("backup-expiring");
        expire(Steps.NONE);

        assertThat(isThere()).as("the other one saw the pin").isTrue();
        assertThat(refusal().code().name()).isEqualTo("backup-expiring");
        assertThat(vault.removals().takeBack(word)).isTrue();
        assertThat(refusal().code().name()).isEqualTo("backup-pinned");
    }

    @Test
    void theWordOfAnExpiryThatWasKilledCanBeForgotten() {
        class Killed extends RuntimeException {
            private static final long serialVersionUID = 1;
        }
        var thrown =
                catchThrowable(() ->
                        expire(step -> {
                            if (step.equals("expire.hold-sought")) {
                                throw new Killed();
                            }
                        }));
        assertThat(thrown).isInstanceOf(Killed.class);
        assertThat(vault.verify().isSound()).as("a word is an object of the vault").isTrue();
        assertThat(refusal().code().name()).isEqualTo("backup-expiring");

        vault.removals().forget(oldest.objectName());

        assertThat(refusal().code().name()).isEqualTo("backup-pinned");
        expire(Steps.NONE);
        assertThat(isThere()).isTrue();
    }

    @Test
    void aStoreThatLetsNothingGoGetsOneWordForEachExpiry() {
        Vault locked =
                Vault.openOrCreate(
                        new LockedStore(FileStore.open(place.resolve("v"), InstantSource.system())),
                        InstantSource.system(),
                        Steps.NONE);
        var expire = new ExpireBackups(locked, InstantSource.system(), Steps.NONE);

        ExpireBackups.Done done =
                expire.execute(expire.decide(SampleStock.SERVER, Retention.parse("daily 1")));

        assertThat(done.removed()).isEmpty();
        assertThat(done.stayed()).hasSize(4);
        assertThat(vault.removals().announced()).containsExactly(oldest.objectName());
        assertThat(SampleStock.walDays(vault)).hasSize(7);
    }

    private static final class LockedStore extends ForwardingStore {
        LockedStore(ObjectStore real) {
            super(real);
        }

        @Override
        public void remove(ObjectName name) {
            throw VaultProblems.REMOVAL_DENIED
                    .says("cannot remove '%s'", name)
                    .kept("it is still there")
                    .remedy("Wait until the lock has ended.")
                    .asException();
        }
    }
}
