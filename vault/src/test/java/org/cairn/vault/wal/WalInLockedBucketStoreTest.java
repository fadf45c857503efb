package org.cairn.vault.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.s3.MisbehavingProxy;
import org.cairn.testkit.s3.Misbehaviour;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.TestKeys;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Store;
import org.cairn.vault.wal.WalObject.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bucket that locks its objects, or credentials that may not delete: good protection, which must
/// not end the shipping of WAL.
final class WalInLockedBucketStoreTest {
    private static final int MIB = 1 << 20;

    @TempDir private Path spool;

    @Test
    void leavesFragmentsWhereTheyMayNotBeRemoved() {
        try (var server = S3Server.inMemory();
                var proxy = MisbehavingProxy.before(server.endpoint())) {
            var store =
                    S3Store.open(
                            S3Bucket.fresh(proxy.endpoint()),
                            S3Bucket.settings(spool),
                            InstantSource.system());
            var archive =
                    new WalArchive(
                            new JsonObjects(store, TestKeys.encrypted(), TestKeys.ids()),
                            Steps.NONE);
            WalRange segment = SampleWal.range(16 * MIB, 32 * MIB);
            WalRange fragment = SampleWal.range(16 * MIB, 17 * MIB);
            SampleWal.put(archive, Kind.FRAGMENT, fragment);
            SampleWal.put(archive, Kind.SEGMENT, segment);
            proxy.next(1, "^DELETE ", new Misbehaviour.Refuses(403, "AccessDenied"));

            assertThat(archive.removeFragments(SampleWal.SERVER, segment)).isZero();
            assertThat(archive.list(SampleWal.SERVER)).hasSize(2);
            assertThat(archive.removeFragments(SampleWal.SERVER, segment)).isEqualTo(1);
            assertThat(archive.list(SampleWal.SERVER)).hasSize(1);
        }
    }
}
