package org.cairn.vault.sweep;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.store.s3.S3Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class BucketSweepStoreTest extends SweeperContract {
    private static S3Server server;

    @TempDir private Path spool;

    @BeforeAll
    static void start() {
        server = S3Server.inMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    ObjectStore fresh() {
        return S3Store.open(
                S3Bucket.fresh(server.endpoint()),
                S3Settings.spoolingTo(spool),
                InstantSource.system());
    }
}
