package org.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildJvmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path dir;

    /// Prints what it was given and ends with the exit code asked for.
    static final class EchoMain {
        private EchoMain() {}

        public static void main(String[] args) {
            System.out.println(String.join(",", args) + " " + System.getenv("CAIRN_GREETING"));
            System.out.println(System.getProperty("user.dir"));
            System.err.println("to stderr");
            System.exit(3);
        }
    }

    /// Prints a line and then waits for ever.
    static final class ForeverMain {
        private ForeverMain() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void givesArgumentsEnvironmentAndFolderAndCapturesTheAnswer() {
        try (var child =
                ChildJvm.of(EchoMain.class)
                        .argument("a b")
                        .argument(7)
                        .env("CAIRN_GREETING", "hello")
                        .directory(dir)
                        .start()) {
            var finished = child.await(PATIENCE);

            assertThat(finished.exitCode()).isEqualTo(3);
            assertThat(finished.stdout()).startsWith("a b,7 hello\n").contains(dir.toString());
            assertThat(finished.stderr()).isEqualTo("to stderr\n");
        }
    }

    @Test
    void killsWithoutMercy() {
        try (var child = ChildJvm.of(ForeverMain.class).start()) {
            child.awaitOutput("ready", PATIENCE);
            var finished = child.kill();

            assertThat(finished.exitCode()).isEqualTo(137);
            assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void failsAndKillsWhenTheTimeIsOver() {
        try (var child = ChildJvm.of(ForeverMain.class).start()) {
            child.awaitOutput("ready", PATIENCE);

            assertThatThrownBy(() -> child.await(Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not end within PT0.01S")
                    .hasMessageContaining("stdout: ready");
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void failsWhenTheChildEndsWithoutTheAwaitedOutput() {
        try (var child = ChildJvm.of(EchoMain.class).start()) {
            assertThatThrownBy(() -> child.awaitOutput("never said", PATIENCE))
                    .hasMessageContaining("did not print 'never said'")
                    .hasMessageContaining("to stderr");
        }
    }
}
