package org.cairn.postgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.PostgresArchive;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerRecipe;

/// One PostgreSQL server per JVM and major version, made without waiting for the disk, gone when
/// the JVM ends. A killed JVM's server is stopped and removed by the next one. Safe for any thread.
///
/// Needs the system property `cairn.root`, which surefire sets: programs are unpacked once into
/// `<root>/.runtime`, data lies in `<root>/target/test-servers`.
public final class TestServer {
    private static final Map<Integer, TestServer> SERVERS = new HashMap<>();

    private final int major;
    private final DatabaseAddress maintenance;
    private final AtomicInteger databases = new AtomicInteger();

    private TestServer(int major, DatabaseAddress maintenance) {
        this.major = major;
        this.maintenance = maintenance;
    }

    /// The server of a major version, 15 or 18, started when it is first asked for.
    public static TestServer of(int major) {
        synchronized (SERVERS) {
            return SERVERS.computeIfAbsent(major, TestServer::start);
        }
    }

    public int major() {
        return major;
    }

    /// Makes an empty database that nobody else uses and gives its address (a superuser's).
    public DatabaseAddress createDatabase() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = new Database(maintenance, "cairn test").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
        return new DatabaseAddress(
                maintenance.url().replaceAll("/[^/]+$", "/" + name),
                maintenance.user(),
                maintenance.password());
    }

    /// Where the programs of all test servers are.
    public static Path runtimeDirectory() {
        return root().resolve(".runtime");
    }

    /// What a server of that major version is made of; `fsync` is off.
    public static ServerRecipe recipe(int major) {
        ServerRecipe recipe =
                switch (major) {
                    case 15 ->
                            new ServerRecipe(
                                    archive15(),
                                    List.of("--locale=C"),
                                    Map.of("timezone", "UTC", "log_timezone", "UTC"));
                    case 18 -> ServerRecipe.standard();
                    default -> throw new IllegalArgumentException("no test server " + major);
                };
        return recipe.with(List.of("--no-sync"), Map.of("fsync", "off"));
    }

    private static TestServer start(int major) {
        try {
            Path servers = Files.createDirectories(root().resolve("target/test-servers"));
            clean(servers);
            ProcessHandle self = ProcessHandle.current();
            Path home = Files.createDirectories(servers.resolve(self.pid() + "-" + major));
            Files.writeString(home.resolve("owner"), identity(self));
            EmbeddedServer server = server(home, major);
            DatabaseAddress address = server.start(EventSink.NONE);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(home, major)));
            return new TestServer(major, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes what JVMs left that no longer live; their pid alone may have been given again.
    private static void clean(Path servers) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                servers.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock();
                Stream<Path> homes = Files.list(servers)) {
            for (Path home : homes.filter(Files::isDirectory).toList()) {
                String name = home.getFileName().toString();
                long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
                String living = ProcessHandle.of(pid).map(TestServer::identity).orElse("nobody");
                Path owner = home.resolve("owner");
                if (!Files.exists(owner) || !Files.readString(owner).equals(living)) {
                    remove(home, Integer.parseInt(name.substring(name.indexOf('-') + 1)));
                }
            }
        }
    }

    private static void remove(Path home, int major) {
        server(home, major).stop();
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedServer server(Path home, int major) {
        return new EmbeddedServer(
                new ServerLayout(home.resolve("state"), runtimeDirectory()),
                recipe(major),
                Steps.NONE);
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + " " + process.info().startInstant().orElseThrow();
    }

    /// The jar that the build copied; not on the class path, where 18's resource has the same name.
    private static PostgresArchive archive15() {
        Path jars = runtimeDirectory().resolve("jars");
        try (Stream<Path> files = Files.list(jars)) {
            Path jar =
                    files.filter(file -> file.getFileName().toString().startsWith("postgres-15."))
                            .max(Comparator.naturalOrder())
                            .orElseThrow(
                                    () -> new IllegalStateException("no PostgreSQL 15 in " + jars));
            String name = jar.getFileName().toString();
            String version = name.substring("postgres-".length(), name.length() - ".jar".length());
            return new PostgresArchive(version, () -> open(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Path jar) throws IOException {
        var zip = new ZipInputStream(Files.newInputStream(jar));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(PostgresArchive.fileName())) {
                return zip;
            }
        }
        zip.close();
        throw new IOException(jar + " holds no " + PostgresArchive.fileName());
    }

    private static Path root() {
        String root = System.getProperty("cairn.root");
        if (root == null) {
            throw new IllegalStateException(
                    "set the system property cairn.root to the folder of the repository");
        }
        return Path.of(root);
    }
}
