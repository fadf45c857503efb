package org.cairn.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.cairn.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of a large server's files is not held whole but where the backup makes it.
final class LargeSnapshotStoreTest {
    @TempDir private Path place;

    /// A quarter of a million frames are what a server of 30 GiB has. The heap is what 64 bytes for
    /// each, the files and the buffers need, and little more.
    @Test
    void takesAndVerifiesALargeSnapshotInASmallHeap() {
        ChildJvm child =
                ChildJvm.of(LargeSnapshotChild.class)
                        .jvmOption("-Xmx64m")
                        .argument(place.resolve("vault"))
                        .argument(25_000)
                        .argument(10);

        try (var running = child.start()) {
            var finished = running.await(Duration.ofMinutes(3));
            assertThat(finished.exitCode()).as(finished.stderr()).isZero();
        }
    }
}
