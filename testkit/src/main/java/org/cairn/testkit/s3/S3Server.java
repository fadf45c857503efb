package org.cairn.testkit.s3;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// S3Proxy on the loopback address: a server that checks signatures and checksums, and of several
/// conditional writes lets exactly one win (decision 0014 has the proof).
///
/// The bucket is there from the start. Safe for any thread.
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "cairn-vault";
    public static final String ACCESS_KEY = "cairn-test-access";
    public static final String SECRET_KEY = "cairn-test-secret";

    // The same as a client's clock may be wrong by.
    private static final int CLOCK_SKEW_SECONDS = 900;

    private final S3Proxy server;
    private final BlobStore store;

    private S3Server(BlobStore store, int port, AuthenticationType signatures) {
        this.store = store;
        this.server =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(signatures, ACCESS_KEY, SECRET_KEY)
                        .maximumTimeSkew(CLOCK_SKEW_SECONDS)
                        .jettyMaxThreads(40)
                        .build();
    }

    /// A server whose objects are in memory, on a free port.
    public static S3Server inMemory() {
        return started(new S3Server(new TransientNio2BlobStore(), 0, AuthenticationType.AWS_V4));
    }

    /// The same, and it looks at no signature: requests may be changed on their way.
    public static S3Server trusting() {
        return started(new S3Server(new TransientNio2BlobStore(), 0, AuthenticationType.NONE));
    }

    /// A server whose objects are in a folder.
    public static S3Server inFolder(Path folder, int port) {
        try {
            Files.createDirectories(folder);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return started(
                new S3Server(
                        new FilesystemNio2BlobStore(folder.toString()),
                        port,
                        AuthenticationType.AWS_V4));
    }

    private static S3Server started(S3Server made) {
        try {
            made.server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
        made.createBucket(BUCKET);
        return made;
    }

    public void createBucket(String name) {
        if (!store.containerExists(name)) {
            var _ = store.createContainer(name);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }

    /// Serves until it is killed: `S3Server FOLDER PORT`, to try a vault in a bucket by hand.
    public static void main(String[] arguments) throws InterruptedException {
        var server = inFolder(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.printf(
                "bucket s3://%s at %s%nAWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s%n",
                BUCKET, server.endpoint(), ACCESS_KEY, SECRET_KEY);
        Thread.currentThread().join();
    }
}
