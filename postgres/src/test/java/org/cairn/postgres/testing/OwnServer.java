package org.cairn.postgres.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerPrograms;

/// A server that one test has for itself, so that it may break it; stopped when it is closed.
public final class OwnServer implements AutoCloseable {
    private final int major;
    private final ServerLayout layout;
    private final EmbeddedServer server;
    private final DatabaseAddress address;

    private OwnServer(int major, ServerLayout layout, EmbeddedServer server) {
        this.major = major;
        this.layout = layout;
        this.server = server;
        this.address = server.start(EventSink.NONE);
    }

    /// Makes and starts one below a folder, with settings beyond those of [TestServer#recipe].
    public static OwnServer start(int major, Path folder, Map<String, String> settings) {
        var layout =
                new ServerLayout(folder.resolve("server" + major), TestServer.runtimeDirectory());
        return new OwnServer(
                major,
                layout,
                new EmbeddedServer(
                        layout, TestServer.recipe(major).with(List.of(), settings), Steps.NONE));
    }

    public DatabaseAddress address() {
        return address;
    }

    public EmbeddedServer server() {
        return server;
    }

    public Path dataDirectory() {
        return layout.data();
    }

    public ServerPrograms programs() {
        return programs(major);
    }

    /// The programs of a test server's version.
    public static ServerPrograms programs(int major) {
        return ServerPrograms.unpacked(
                TestServer.recipe(major).archive(), TestServer.runtimeDirectory(), EventSink.NONE);
    }

    public Connection connect() {
        return new Database(address, "cairn test").connect();
    }

    /// Another database of this server, or of a copy of it that listens elsewhere.
    public DatabaseAddress address(String database, int port) {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database),
                address.user(),
                address.password());
    }

    public int port() {
        return Integer.parseInt(address.url().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    /// Runs statements, each on its own.
    public void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Asks for one value.
    public String ask(String sql) throws SQLException {
        return ask(address, sql);
    }

    /// Asks any server for one value.
    public static String ask(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = new Database(address, "cairn test").connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
