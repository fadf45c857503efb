package org.cairn.vault.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.testkit.SeededRandom;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.store.s3.S3Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups, documents, removals and sweeps in any order, each standing still at any step for any
/// time or for good, with clocks that are wrong: every visible snapshot and document can be read by
/// the independent reader, always.
final class SweepModelStoreTest {
    private static final int STEPS = 80;
    private static final int STEPS_IN_A_BUCKET = 40;

    @TempDir private Path place;

    @Test
    void nothingThatIsNeededIsEverRemovedFromAFolder() {
        var removed = new AtomicLong();
        SeededRandom.forAll(
                12,
                random -> {
                    Path folder = place.resolve("vault-" + random.seed());
                    var store = FileStore.create(folder, InstantSource.system());
                    removed.addAndGet(play(new SweepModel(store, () -> folder, random), STEPS));
                });
        assertThat(removed.get()).as("packs that were removed").isPositive();
    }

    @Test
    void nothingThatIsNeededIsEverRemovedFromABucket() {
        try (S3Server server = S3Server.inMemory()) {
            SeededRandom.forAll(
                    2,
                    random -> {
                        var store =
                                S3Store.open(
                                        S3Bucket.fresh(server.endpoint()),
                                        S3Settings.spoolingTo(place.resolve("spool")),
                                        InstantSource.system());
                        play(new SweepModel(store, () -> copy(store), random), STEPS_IN_A_BUCKET);
                    });
        }
    }

    private static long play(SweepModel model, int steps) {
        for (int i = 0; i < steps; i++) {
            model.step();
            model.requireAllReadable();
        }
        model.end();
        model.requireAllReadable();
        return model.removed();
    }

    private Path copy(S3Store store) {
        try {
            Path folder = Files.createTempDirectory(place, "copy");
            for (var name : store.list("")) {
                Path file = folder.resolve(name.value());
                Files.createDirectories(file.getParent());
                try (var object = store.open(name)) {
                    Files.write(file, object.readAll(1 << 24));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
