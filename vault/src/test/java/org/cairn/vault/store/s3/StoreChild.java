package org.cairn.vault.store.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.cairn.vault.store.ObjectName;

/// A writer that ends as by kill -9, before it publishes or while it does: `ENDPOINT PREFIX SPOOL
/// NAME BYTES finished|publishing`.
final class StoreChild {
    private StoreChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        var address = S3Bucket.at(URI.create(arguments[0]), arguments[1]);
        var store = S3Bucket.open(address, Path.of(arguments[2]));
        int bytes = Integer.parseInt(arguments[4]);
        try (var draft = store.draft(new ObjectName(arguments[3]))) {
            draft.append(new byte[bytes], 0, bytes);
            draft.finish();
            if (arguments[5].equals("publishing")) {
                Thread publisher = Thread.ofPlatform().daemon().start(draft::publish);
                publisher.join(Duration.ofMillis(30));
            }
            Runtime.getRuntime().halt(137);
        }
    }
}
