package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Steps;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As root, machines without namespaces and without `setpriv` are made by a PATH that lacks them.
/// As an ordinary user neither is needed, and the same tests say so.
final class UnprivilegedPgTest {
    private static final List<String> NEEDED = List.of("sh", "test", "setsid");

    @TempDir private Path folder;

    @AfterEach
    void stopTheServer() {
        new EmbeddedServer(layout(TestServer.runtimeDirectory()), TestServer.recipe(18), Steps.NONE)
                .stop();
    }

    @Test
    void runsAsAnotherUserWhereNamespacesAreForbidden() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        // Programs of their own: those of the repository may lie where only root can look.
        ServerLayout layout = layout(folder.resolve("runtime"));

        var cairn = OtherCairn.start(layout, "-", Map.of("PATH", path("setpriv")));

        assertThat(cairn.output()).startsWith("jdbc:postgresql://127.0.0.1:");
        assertThat(isRoot(layout.data())).isFalse();
        var again = OtherCairn.start(layout, "-", Map.of());
        assertThat(again.output()).startsWith("jdbc:postgresql://127.0.0.1:");
    }

    @Test
    void saysWhatToDoWhereRootHasNoWay() throws Exception {
        var cairn =
                OtherCairn.start(
                        layout(TestServer.runtimeDirectory()), "-", Map.of("PATH", path("true")));

        assertThat(cairn.output())
                .startsWith(
                        isRoot(Path.of("/proc/self"))
                                ? "cannot run PostgreSQL as root here (postgres-needs-user)"
                                : "jdbc:postgresql://127.0.0.1:");
    }

    private ServerLayout layout(Path runtime) {
        return new ServerLayout(folder.resolve("state"), runtime);
    }

    private static boolean isRoot(Path path) throws Exception {
        return (int) Files.getAttribute(path, "unix:uid") == 0;
    }

    /// A directory with what every machine has and one program more.
    private String path(String more) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String program : NEEDED) {
            offer(bin, program);
        }
        offer(bin, more);
        return bin.toString();
    }

    private static void offer(Path bin, String program) throws Exception {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            Path original = Path.of(directory, program);
            if (Files.isExecutable(original)) {
                Path script = bin.resolve(program);
                Files.writeString(script, "#!/bin/sh\nexec %s \"$@\"\n".formatted(original));
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
                return;
            }
        }
        throw new IllegalStateException("this machine has no " + program);
    }
}
