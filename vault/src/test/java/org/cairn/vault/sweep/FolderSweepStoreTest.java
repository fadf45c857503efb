package org.cairn.vault.sweep;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
import org.junit.jupiter.api.io.TempDir;

final class FolderSweepStoreTest extends SweeperContract {
    @TempDir private Path place;

    @Override
    ObjectStore fresh() {
        return FileStore.create(place.resolve("vault"), InstantSource.system());
    }
}
