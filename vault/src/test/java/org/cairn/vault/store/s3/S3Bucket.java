package org.cairn.vault.store.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Secret;
import org.cairn.testkit.s3.S3Server;

/// Addresses and settings of the bucket that the test server has.
public final class S3Bucket {
    private S3Bucket() {}

    public static S3Address fresh(URI endpoint) {
        return at(endpoint, "t/" + UUID.randomUUID());
    }

    public static S3Address at(URI endpoint, String prefix) {
        return of(endpoint, S3Server.BUCKET, prefix, S3Server.SECRET_KEY);
    }

    public static S3Address of(URI endpoint, String bucket, String prefix, String secret) {
        return new S3Address(
                bucket,
                prefix,
                endpoint,
                "us-east-1",
                S3Address.Style.PATH,
                new S3Credentials(new Secret(S3Server.ACCESS_KEY), new Secret(secret), null));
    }

    public static S3Settings settings(Path spool) {
        return S3Settings.spoolingTo(spool);
    }

    /// For tests that wait until patience is over.
    static S3Settings hasty(Path spool) {
        return new S3Settings(
                spool,
                ByteSize.ofMebibytes(64),
                ByteSize.ofMebibytes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                Duration.ofSeconds(60),
                PackClass.BUCKET);
    }

    static S3Store open(S3Address address, Path spool) {
        return S3Store.open(address, settings(spool), InstantSource.system());
    }
}
