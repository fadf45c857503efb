package org.cairn.protect.expire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.testkit.SeededRandom;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.store.s3.S3Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups, pins, expiries and sweeps in any order, each standing still at any step for any time or
/// for good: every visible backup has its WAL, and what was pinned stays, always.
final class ExpiryModelStoreTest {
    private static final int STEPS = 60;
    private static final int STEPS_IN_A_BUCKET = 30;
    private static final List<String> SLOW_AT =
            List.of(
                    "vault.snapshot-begun",
                    "vault.snapshot-wal-announced",
                    "model.backup-started",
                    "vault.snapshot-packs-durable",
                    "vault.snapshot-packs-found");
    private static final List<String> EXPIRE_AT =
            List.of(
                    "model.decided",
                    "expire.snapshots-removed",
                    "expire.wal-recorded",
                    "expire.wal-removed");

    @TempDir private Path place;

    private FileStore folder(String name) {
        return FileStore.create(place.resolve(name), InstantSource.system());
    }

    @Test
    void nothingThatIsNeededExpiresFromAFolder() {
        SeededRandom.forAll(
                12, random -> play(new ExpiryModel(folder("v" + random.seed()), random), STEPS));
    }

    @Test
    void nothingThatIsNeededExpiresFromABucket() {
        try (S3Server server = S3Server.inMemory()) {
            SeededRandom.forAll(
                    2,
                    random -> {
                        var store =
                                S3Store.open(
                                        S3Bucket.fresh(server.endpoint()),
                                        S3Settings.spoolingTo(place.resolve("spool")),
                                        InstantSource.system());
                        play(new ExpiryModel(store, random), STEPS_IN_A_BUCKET);
                    });
        }
    }

    private static void play(ExpiryModel model, int steps) {
        for (int i = 0; i < steps; i++) {
            model.step();
            model.requireSound();
        }
        model.end();
    }

    /// The slow one began first and ends last; whatever is kept is what the quick one needs.
    @Test
    void twoBackupsAtOnceAndAnExpiryBetweenAnyOfTheirSteps() {
        for (String slowAt : SLOW_AT) {
            for (String expireAt : EXPIRE_AT) {
                String name = slowAt + "-" + expireAt;
                var model = new ExpiryModel(folder(name), SeededRandom.withSeed(name.hashCode()));
                model.advance(model.backup(), null);
                model.advance(model.backup(), null);
                ExpiryModel.Doing slow = model.backup();
                model.advance(slow, slowAt);
                ExpiryModel.Doing before = model.expiry("min 1");
                model.advance(before, expireAt);
                model.advance(model.backup(), null);
                ExpiryModel.Doing after = model.expiry("min 1");
                model.advance(after, expireAt);
                model.requireSound();

                model.advance(slow, null);
                model.requireSound();
                model.advance(before, null);
                model.requireSound();
                model.advance(after, null);

                model.requireSound();
                assertThat(model.vault().snapshots().list()).as(name).hasSize(2);
            }
        }
    }
}
