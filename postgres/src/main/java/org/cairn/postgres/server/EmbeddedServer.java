package org.cairn.postgres.server;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.PostgresProblems;

/// The PostgreSQL server of one project: started when needed, outliving the command, found again.
///
/// Listens on 127.0.0.1 only, on a port chosen once and kept while it is free. Safe for any thread
/// and any number of processes: start and stop are done one at a time.
public final class EmbeddedServer {
    private final ServerLayout layout;
    private final ServerRecipe recipe;
    private final Steps steps;

    /// The server as Cairn runs it for a project.
    public EmbeddedServer(ServerLayout layout, Steps steps) {
        this(layout, ServerRecipe.standard(), steps);
    }

    public EmbeddedServer(ServerLayout layout, ServerRecipe recipe, Steps steps) {
        this.layout = layout;
        this.recipe = recipe;
        this.steps = steps;
    }

    /// Gives the address of the running server, which is made and started first where needed.
    ///
    /// A start after a crash of the server or of Cairn is an ordinary start. Problems:
    /// `server-did-not-start`, `server-other-major`, `server-data-incomplete`,
    /// `server-password-missing`, `server-in-use`, `postgres-needs-user`, `machine-unsupported`,
    /// `server-files-failed`.
    public DatabaseAddress start(EventSink events) {
        try {
            // The server may run as another user, who must be able to pass through to the data.
            ServerFiles.makeDirectory(layout.stateDirectory(), "rwx--x--x");
            try (var _ = ServerLock.take(layout.lock())) {
                Optional<Postmaster> running = ServerProcess.awaitAnswerOrEnd(layout.data());
                return address(running.isPresent() ? running.get() : bringUp(events));
            }
        } catch (IOException e) {
            throw ServerFiles.failed("start the server in " + layout.stateDirectory(), e);
        }
    }

    /// Stops the server if it runs, in order: sessions are ended, everything is on disk. Problems:
    /// `server-did-not-stop`, `server-in-use`.
    public void stop() {
        if (!Files.isDirectory(layout.data())) {
            return;
        }
        try (var _ = ServerLock.take(layout.lock())) {
            Optional<Postmaster> running = Postmaster.find(layout.data());
            if (running.isPresent()) {
                ServerProcess.stop(running.get(), layout.data());
            }
        } catch (IOException e) {
            throw ServerFiles.failed("stop the server in " + layout.stateDirectory(), e);
        }
    }

    /// Gives the address of the server when it runs; starts nothing and waits for nothing.
    public Optional<DatabaseAddress> runningAddress() {
        try {
            Optional<Postmaster> running =
                    Files.isDirectory(layout.data())
                            ? Postmaster.find(layout.data())
                            : Optional.empty();
            return running.isPresent() ? Optional.of(address(running.get())) : Optional.empty();
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + layout.data(), e);
        }
    }

    /// How to enter this server or a copy of it, without saying where it is; empty when its
    /// password is gone.
    public Optional<DatabaseAddress> login() {
        try {
            return Files.exists(layout.password())
                    ? Optional.of(
                            new DatabaseAddress(
                                    "jdbc:postgresql://127.0.0.1/" + NewDataDirectory.NAME,
                                    NewDataDirectory.NAME,
                                    new Secret(Files.readString(layout.password()).strip())))
                    : Optional.empty();
        } catch (IOException e) {
            throw ServerFiles.failed("read " + layout.password(), e);
        }
    }

    /// Looks without changing or waiting for anything.
    public ServerStatus status() {
        Path data = layout.data();
        if (!Files.isDirectory(data)) {
            return new ServerStatus.Absent();
        }
        try {
            Optional<Postmaster> running = Postmaster.find(data);
            if (running.isEmpty()) {
                return new ServerStatus.Stopped(data);
            }
            return new ServerStatus.Running(
                    running.get().pid(),
                    running.get().port(),
                    recorded("version", recipe.archive().version()),
                    data,
                    ServerFiles.size(data));
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + data, e);
        }
    }

    /// Whether it does not run although nobody stopped it: it was killed, or the machine was. Looks
    /// without changing or waiting for anything.
    public boolean hasCrashed() {
        Path data = layout.data();
        try {
            return Postmaster.find(data).isEmpty() && Postmaster.leftFile(data);
        } catch (IOException e) {
            throw ServerFiles.failed("look at the server in " + data, e);
        }
    }

    private Postmaster bringUp(EventSink events) throws IOException {
        ServerPrograms programs =
                PostgresBinaries.unpack(layout.runtimeDirectory(), recipe.archive(), events);
        events.accept(new RunEvent.StageBegun("start database"));
        if (isMissing(layout.data())) {
            new NewDataDirectory(layout, recipe, programs, steps).make();
        }
        requireWhole();
        int wantedPort = wantedPort();
        Postmaster postmaster = new ServerProcess(layout, programs).launch(wantedPort);
        steps.reached("server-launched");
        String version = recipe.archive().version();
        ServerFiles.write(
                layout.server(), "port=%d\nversion=%s\n".formatted(postmaster.port(), version));
        events.accept(
                new RunEvent.StageEnded(
                        "start database",
                        "PostgreSQL %s listens on 127.0.0.1:%d"
                                .formatted(version, postmaster.port())));
        return postmaster;
    }

    /// The port of the last start, or 0 for any.
    private int wantedPort() throws IOException {
        String port = recorded("port", "0");
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
    }

    private static boolean isMissing(Path data) throws IOException {
        if (!Files.exists(data)) {
            return true;
        }
        try (var children = Files.list(data)) {
            // An empty directory is what a mount point or a careless mkdir leaves.
            return children.findAny().isEmpty();
        }
    }

    private void requireWhole() throws IOException {
        Path data = layout.data();
        if (!Files.exists(data.resolve("PG_VERSION"))
                || !Files.exists(data.resolve("global/pg_control"))) {
            throw PostgresProblems.SERVER_DATA_INCOMPLETE
                    .says("the data directory of the embedded server is not whole")
                    .what("%s lacks PG_VERSION or global/pg_control", data)
                    .kept("it was left as it is")
                    .remedy("Restore it from a backup, or move it away to begin with an empty one.")
                    .with("directory", data)
                    .asException();
        }
        String major = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!major.equals(Integer.toString(recipe.archive().major()))) {
            throw PostgresProblems.SERVER_OTHER_MAJOR
                    .says("the embedded server's data was made by PostgreSQL %s", major)
                    .what(
                            "this Cairn has PostgreSQL %d, which cannot open %s",
                            recipe.archive().major(), data)
                    .kept("nothing was touched")
                    .remedy(
                            "Use the Cairn that made it, or move the directory away and load again.")
                    .with("directory", data)
                    .with("found", major)
                    .asException();
        }
    }

    private DatabaseAddress address(Postmaster postmaster) throws IOException {
        try {
            return new DatabaseAddress(
                    "jdbc:postgresql://127.0.0.1:%d/%s"
                            .formatted(postmaster.port(), NewDataDirectory.NAME),
                    NewDataDirectory.NAME,
                    new Secret(Files.readString(layout.password()).strip()));
        } catch (NoSuchFileException e) {
            throw PostgresProblems.SERVER_PASSWORD_MISSING
                    .says("the password of the embedded server is gone")
                    .what("%s does not exist", layout.password())
                    .kept("the data is untouched")
                    .remedy("Put the file back, or move the data directory away and load again.")
                    .asException(e);
        }
    }

    private String recorded(String key, String otherwise) throws IOException {
        if (!Files.exists(layout.server())) {
            return otherwise;
        }
        var properties = new Properties();
        try (Reader reader = new StringReader(Files.readString(layout.server()))) {
            properties.load(reader);
        }
        return Objects.requireNonNullElse(properties.getProperty(key), otherwise);
    }
}
