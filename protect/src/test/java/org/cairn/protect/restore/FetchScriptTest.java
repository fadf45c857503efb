package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script as PostgreSQL runs it: by `system()`, in the data directory, with a relative path.
final class FetchScriptTest {
    private static final String SEGMENT = "000000010000000000000005";

    @TempDir private Path place;
    private Path data;
    private FetchScript script;

    @BeforeEach
    void prepare() throws Exception {
        data = Files.createDirectories(place.resolve("da ta"));
        Files.createDirectory(data.resolve("pg_wal"));
        script = in("fol der's \"100%\" $HOME");
    }

    private FetchScript in(String name) throws IOException {
        var made = new FetchScript(place.resolve(name));
        for (Path folder : List.of(made.folder(), made.ready(), made.asked())) {
            Files.createDirectory(folder);
        }
        Files.writeString(made.names(), SEGMENT + "\n00000002.history\n");
        Files.writeString(made.owner(), FetchScript.owner(ProcessHandle.current().pid()));
        Files.writeString(made.file(), made.text());
        return made;
    }

    /// What PostgreSQL makes of `restore_command` (`BuildRestoreCommand`).
    private Process begin(String name, String path) throws IOException {
        String command =
                script.command()
                        .replace("%%", "\0")
                        .replace("%f", name)
                        .replace("%p", path)
                        .replace("\0", "%");
        return new ProcessBuilder("sh", "-c", command)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private int fetch(String name) throws Exception {
        return exitCode(begin(name, "pg_wal/RECOVERYXLOG"));
    }

    private static int exitCode(Process process) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private void lay(String name, String content) throws IOException {
        Files.writeString(script.ready().resolve(name), content);
    }

    private Path taken() {
        return data.resolve("pg_wal/RECOVERYXLOG");
    }

    private void awaitAsked(String name) {
        long begin = System.nanoTime();
        while (!Files.exists(script.asked().resolve(name))) {
            assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(30).toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void whatIsReadyIsMovedAway() throws Exception {
        lay(SEGMENT, "bytes");

        assertThat(fetch(SEGMENT)).isEqualTo(0);

        assertThat(taken()).hasContent("bytes");
        assertThat(script.ready()).isEmptyDirectory();
        assertThat(script.asked()).isEmptyDirectory();
    }

    @Test
    void takesTheFileToAnAbsolutePathToo() throws Exception {
        lay(SEGMENT, "bytes");

        assertThat(exitCode(begin(SEGMENT, place.resolve("else") + "where"))).isEqualTo(0);

        assertThat(place.resolve("elsewhere")).hasContent("bytes");
    }

    @Test
    void whatIsOnNoListIsCertainlyAbsent() throws Exception {
        for (String name :
                List.of(
                        "000000010000000000000006",
                        "00000003.history",
                        "00000001000000000000000",
                        "0000000100000000000000055",
                        "0000000100000000000000.5",
                        "000000010000000000000005.partial")) {
            assertThat(fetch(name)).as(name).isEqualTo(1);
        }
        assertThat(script.asked()).isEmptyDirectory();
    }

    @Test
    void asksForWhatIsNotReadyAndWaits() throws Exception {
        Process waiting = begin(SEGMENT, "pg_wal/RECOVERYXLOG");
        awaitAsked(SEGMENT);
        assertThat(waiting.isAlive()).isTrue();

        lay(SEGMENT, "late");

        assertThat(exitCode(waiting)).isEqualTo(0);
        assertThat(taken()).hasContent("late");
    }

    @Test
    void aFileMayBeAskedForTwice() throws Exception {
        lay(SEGMENT, "first");
        assertThat(fetch(SEGMENT)).isEqualTo(0);
        Process again = begin(SEGMENT, "pg_wal/RECOVERYXLOG");
        awaitAsked(SEGMENT);
        lay(SEGMENT, "second");

        assertThat(exitCode(again)).isEqualTo(0);

        assertThat(taken()).hasContent("second");
    }

    @Test
    void stopsRecoveryWhenTheOwnerIsDead() throws Exception {
        Process dead = new ProcessBuilder("sleep", "60").start();
        Files.writeString(script.owner(), FetchScript.owner(dead.pid()));
        dead.destroyForcibly().waitFor();

        assertThat(fetch(SEGMENT)).isEqualTo(200);
        assertThat(fetch("000000010000000000000006")).as("what is certain stays so").isEqualTo(1);
        lay(SEGMENT, "whole");
        assertThat(fetch(SEGMENT)).as("what is whole stays so").isEqualTo(0);
    }

    @Test
    void aProcessThatWasGivenTheNumberOfTheOwnerIsNotTheOwner() throws Exception {
        long pid = ProcessHandle.current().pid();
        String started = FetchScript.owner(pid).split("[ \n]")[1];
        Files.writeString(script.owner(), pid + " " + (Long.parseLong(started) - 1) + "\n");

        assertThat(fetch(SEGMENT)).isEqualTo(200);
    }

    @Test
    void stopsRecoveryWhenTheOwnerDiesMeanwhile() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        Files.writeString(script.owner(), FetchScript.owner(owner.pid()));
        Process waiting = begin(SEGMENT, "pg_wal/RECOVERYXLOG");
        awaitAsked(SEGMENT);

        owner.destroyForcibly().waitFor();

        assertThat(exitCode(waiting)).isEqualTo(200);
    }

    @Test
    void stopsRecoveryWhenTheOwnerCouldNotGoOn() throws Exception {
        Process waiting = begin(SEGMENT, "pg_wal/RECOVERYXLOG");
        awaitAsked(SEGMENT);

        Files.writeString(script.failed(), "why");

        assertThat(exitCode(waiting)).isEqualTo(200);
    }

    @Test
    void anythingElseStopsRecoveryToo() throws Exception {
        assertThat(fetch("../names")).as("a way out").isEqualTo(200);
        assertThat(fetch(".hidden")).isEqualTo(200);
        lay(SEGMENT, "bytes");
        assertThat(exitCode(begin(SEGMENT, "no/such/folder"))).as("unwritable").isEqualTo(200);
        Files.delete(script.ready().resolve(SEGMENT));
        Files.delete(script.owner());
        assertThat(fetch(SEGMENT)).as("nobody knows the owner").isEqualTo(200);
        Files.delete(script.names());
        assertThat(fetch(SEGMENT)).as("nobody knows what there is").isEqualTo(200);
        script = new FetchScript(place.resolve("gone"));
        Files.createDirectory(script.folder());
        Files.writeString(script.file(), script.text().replace("/gone'", "/never'"));
        assertThat(fetch(SEGMENT)).as("no folder").isEqualTo(200);
    }
}
