package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which process a `postmaster.pid` means. Processes with the titles of a server stand in for one.
final class PostmasterTest {
    @TempDir private Path folder;
    private Path data;
    private @Nullable Process process;

    @BeforeEach
    void makeADirectory() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /// Begins a process in the directory and names it in the file.
    private void runs(String title, Path named) throws IOException {
        Process begun =
                new ProcessBuilder("bash", "-c", "exec -a \"$0\" sleep 60 <&0", title)
                        .directory(data.toFile())
                        .start();
        process = begun;
        Files.writeString(
                data.resolve("postmaster.pid"),
                "%d\n%s\n1764244000\n5432\n\n127.0.0.1\n0 0\nready   \n"
                        .formatted(begun.pid(), named));
        assertThat(
                        Waiting.until(
                                Duration.ofSeconds(30),
                                () -> begun.info().command().orElse("").endsWith("sleep")))
                .isTrue();
    }

    /// What is started by a program that a shell runs in the background ignores the signal until it
    /// has become PostgreSQL.
    @Test
    void itIsToldAgainToStopWhenItDidNotListenYet() throws IOException {
        Process begun =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "trap '' INT; echo; sleep 1.3; trap - INT; exec sleep 60")
                        .start();
        process = begun;
        assertThat(begun.inputReader().readLine()).isEmpty();

        assertThat(Postmaster.stop(begun::pid, Duration.ofSeconds(30), () -> !begun.isAlive()))
                .isTrue();
    }

    @Test
    void itIsTheOneThatWorksInTheDirectory() throws IOException {
        runs("/usr/bin/postgres", data);

        assertThat(Postmaster.find(data))
                .contains(new Postmaster(Objects.requireNonNull(process).pid(), 5432, true));
    }

    @Test
    void aFileThatWasCopiedWithAnotherDirectoryMeansNobody() throws IOException {
        runs("/usr/bin/postgres", Files.createDirectory(folder.resolve("original")));

        assertThat(Postmaster.find(data)).isEmpty();
    }

    @Test
    void aChildThatWasGivenTheNumberIsNotThePostmaster() throws IOException {
        runs("postgres: checkpointer ", data);

        assertThat(Postmaster.find(data)).isEmpty();
    }
}
