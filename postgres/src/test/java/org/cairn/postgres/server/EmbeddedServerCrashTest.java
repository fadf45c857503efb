package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cairn dies between any two steps of a first start; the next start is an ordinary one.
final class EmbeddedServerCrashTest {
    @TempDir private Path folder;

    @AfterEach
    void stopTheServer() {
        server().stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-initdb",
                "server-data-made",
                "server-data-placed",
                "server-launched"
            })
    void theNextStartWorks(String step) throws Exception {
        var dead = OtherCairn.start(layout(), step, Map.of());
        assertThat(dead.output()).isEmpty();
        assertThat(dead.exitCode()).isEqualTo(99);

        var address = server().start(EventSink.NONE);

        try (Connection connection = new Database(address, "cairn test").connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(Files.exists(layout().data())).isTrue();
    }

    private ServerLayout layout() {
        return new ServerLayout(folder.resolve("state"), TestServer.runtimeDirectory());
    }

    private EmbeddedServer server() {
        return new EmbeddedServer(layout(), TestServer.recipe(18), Steps.NONE);
    }
}
