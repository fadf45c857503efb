package org.cairn.postgres.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;

/// A server of one test class, for what must not be done to [TestServer]: settings of its own,
/// crashes, promotions. Close it, else it outlives the test. Confined to one thread.
public final class PrivateServer implements AutoCloseable {
    private final ServerLayout layout;
    private final EmbeddedServer server;
    private DatabaseAddress address;

    private PrivateServer(ServerLayout layout, EmbeddedServer server) {
        this.layout = layout;
        this.server = server;
        this.address = server.start(EventSink.NONE);
    }

    /// Makes and starts a server.
    ///
    /// @param home an empty directory, usually of `@TempDir`
    public static PrivateServer start(Path home, int major, Map<String, String> settings) {
        var layout = new ServerLayout(home.resolve("state"), TestServer.runtimeDirectory());
        var recipe = TestServer.recipe(major).with(List.of(), settings);
        return new PrivateServer(layout, new EmbeddedServer(layout, recipe, Steps.NONE));
    }

    /// A superuser's; another one after each [#restart].
    public DatabaseAddress address() {
        return address;
    }

    public Path data() {
        return layout.data();
    }

    public Connection connect() {
        return new Database(address, "cairn test").connect();
    }

    public void stop() {
        server.stop();
    }

    /// Starts it again after [#stop] or a crash.
    public void restart() {
        address = server.start(EventSink.NONE);
    }

    @Override
    public void close() {
        server.stop();
    }
}
