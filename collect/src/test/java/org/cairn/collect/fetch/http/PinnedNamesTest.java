package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.cairn.testkit.ChildJvm;
import org.junit.jupiter.api.Test;

final class PinnedNamesTest {
    @Test
    void keepsANameToWhatWasCheckedThoughItsServerSaysOtherwise() {
        try (var child = ChildJvm.of(PinMain.class).jvmOption("-Dsun.net.inetaddr.ttl=0").start()) {
            var finished = child.await(Duration.ofMinutes(1));
            assertThat(finished.stdout().lines())
                    .as(finished.stderr())
                    .containsExactly(
                            "[/192.0.2.1]", "192.0.2.1", "[/192.0.2.1]", "192.0.2.1", "127.0.0.1");
        }
    }
}
