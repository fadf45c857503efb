package org.cairn.house;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A shell in a folder of its own, where `cairn` and `./cairn` are this build's Cairn.
///
/// The real launcher would build again beside the Maven that runs this test, in the same folders;
/// so `cairn` here is a script that starts the same main class with this JVM's class path. The
/// launcher itself is tried by `.ci/run`. Confined to one thread; closing it stops the servers of
/// all projects that were made in the folder.
final class Shell implements AutoCloseable {
    private static final long LIMIT_SECONDS = 180;

    private final Path folder;
    private final Path bin;
    private final Path work;

    /// What a script left behind: its status, and both outputs as they came.
    record Answer(int exitCode, String output) {}

    /// @param folder empty; the scripts start in a folder `work` in it
    Shell(Path folder) {
        this.folder = folder;
        this.bin = folder.resolve("bin");
        this.work = folder.resolve("work");
        try {
            Files.createDirectories(bin);
            Files.createDirectories(work);
            executable(bin.resolve("cairn"), launcher("cairn"));
            executable(work.resolve("cairn"), launcher("./cairn"));
            Files.writeString(folder.resolve("here"), work.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String launcher(String command) {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator));
        return """
        #!/bin/sh
        exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx448m \\
            --enable-native-access=ALL-UNNAMED '-Dcairn.home=%s' '-Dcairn.command=%s' \\
            -cp '%s' org.cairn.cli.Main "$@"
        """
                .formatted(System.getProperty("java.home"), Tree.ours().root(), command, classPath);
    }

    /// Runs lines of a script; the next script goes on in the folder where this one ended.
    Answer run(String script) {
        Path here = folder.resolve("here");
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            var builder =
                    new ProcessBuilder("/bin/sh", "-e", "-c", script + "\npwd >'" + here + "'");
            builder.directory(Path.of(Files.readString(here).strip()).toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile());
            var environment = builder.environment();
            environment
                    .keySet()
                    .removeIf(
                            name -> name.startsWith("CAIRN_") || name.equals("JAVA_TOOL_OPTIONS"));
            environment.merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        "not done in %d s:%n%s%n%s"
                                .formatted(LIMIT_SECONDS, script, Files.readString(out)));
            }
            return new Answer(process.exitValue(), Files.readString(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in\n" + script, e);
        }
    }

    /// Runs the blocks of a page in order and fails at the first that does not do what it says.
    void play(Path page, List<ShellBlocks.Block> blocks) {
        for (ShellBlocks.Block block : blocks) {
            Answer answer = run(block.script());
            String missing = ShellBlocks.missing(block.expected(), answer.output());
            if (answer.exitCode() != block.exitCode() || !missing.isEmpty()) {
                throw new AssertionError(
                        "%s:%d%n%s%nended with %d (expected %d)%s%n%s"
                                .formatted(
                                        page,
                                        block.line(),
                                        block.script(),
                                        answer.exitCode(),
                                        block.exitCode(),
                                        missing.isEmpty() ? "" : " and did not say: " + missing,
                                        answer.output()));
            }
        }
    }

    /// Ends what a page started in the background and did not come to end, by the pid that it
    /// noted.
    private void endBackground() throws IOException {
        try (Stream<Path> tree = Files.walk(work)) {
            for (Path noted :
                    tree.filter(path -> path.toString().endsWith(".pid"))
                            .filter(path -> work.equals(path.getParent()))
                            .toList()) {
                String pid = Files.readString(noted).strip();
                if (pid.matches("\\d{2,9}")) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            endBackground();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Stream<Path> tree = Files.walk(work)) {
            for (Path state : tree.filter(path -> path.endsWith(".cairn/postgres")).toList()) {
                Answer answer =
                        run("cairn db stop -p '" + state.resolve("../..").normalize() + "'");
                if (answer.exitCode() != 0) {
                    throw new AssertionError(answer.output());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
