package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.cairn.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a lock is worth is seen from another process.
final class ProcessLockCrashTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir private Path folder;

    /// Takes the lock, says how that went, and waits for its end.
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path file = Path.of(arguments[0]);
            boolean taken = ProcessLock.tryTake(file).isPresent();
            System.out.println(taken ? "taken" : "held by " + ProcessLock.holder(file));
            if (taken) {
                Thread.currentThread().join();
            }
        }
    }

    private String another(Path file) {
        try (var child = ChildJvm.of(Taker.class).argument(file).start()) {
            return child.await(LONG).stdout().strip();
        }
    }

    @Test
    void aLockHoldsAgainstOtherProcessesThoughItsOwnLooksWhetherItIsFree() throws Exception {
        Path file = folder.resolve("lock");
        String self = Long.toString(ProcessHandle.current().pid());
        Path detour = Files.createSymbolicLink(folder.resolve("detour"), folder);
        try (var lock = ProcessLock.tryTake(file).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(ProcessLock.tryTake(file)).isEmpty();
            assertThat(ProcessLock.tryTake(detour.resolve("lock"))).isEmpty();
            assertThat(ProcessLock.holder(file)).isEqualTo(self);

            assertThat(another(file)).isEqualTo("held by " + self);
        }
        try (var again = ProcessLock.tryTake(file).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aLockEndsWithItsProcess() throws Exception {
        Path file = folder.resolve("lock");
        try (var child = ChildJvm.of(Taker.class).argument(file).start()) {
            child.awaitOutput("taken", LONG);
            assertThat(ProcessLock.tryTake(file)).isEmpty();
            assertThat(ProcessLock.holder(file)).isEqualTo(Long.toString(child.pid()));
            child.kill();
        }
        try (var lock = ProcessLock.tryTake(file).orElseThrow()) {
            assertThat(lock).isNotNull();
        }
    }
}
