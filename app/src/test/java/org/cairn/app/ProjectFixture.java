package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.cairn.collect.RunReport;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.ledger.run.RunRecord;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.TestServer;
import org.cairn.source.spec.VaultKeySpec;
import org.cairn.vault.Vault;
import org.cairn.vault.frame.Suite;

/// A small project in a folder, with a database of its own, that a test writes file by file.
final class ProjectFixture {
    private final Path root;
    private DatabaseAddress address;
    private EventSink events = EventSink.NONE;
    private Steps steps = Steps.NONE;

    private ProjectFixture(Path root, DatabaseAddress address) {
        this.root = root;
        this.address = address;
        connectTo(address);
    }

    /// A project without sources, on a fresh database of the shared test server.
    static ProjectFixture in(Path folder) {
        return new ProjectFixture(folder, TestServer.of(18).createDatabase());
    }

    static ProjectFixture in(Path folder, DatabaseAddress address) {
        return new ProjectFixture(folder, address);
    }

    /// Writes `cairn.yaml` for another database.
    ProjectFixture connectTo(DatabaseAddress other) {
        address = other;
        file("password", other.password().reveal());
        return file(
                "cairn.yaml",
                """
                version: 1
                project: fixture
                database: {url: "%s", user: "%s", password: "${file:password}"}
                """
                        .formatted(other.url(), other.user()));
    }

    ProjectFixture file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    ProjectFixture file(String path, byte[] bytes) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Declares source `s`, whose records go to dataset `t` with columns `id` (the key) and `name`,
    /// out of `data/s.csv`, `data/s.json` (an array) or `data/s.jsonl`.
    ProjectFixture source(String format) {
        return source(
                format,
                """
                      id: {from: id, type: integer, required: true}
                      name: {from: name}
                """);
    }

    /// The same with other fields, indented by six.
    ProjectFixture source(String format, String fields) {
        String records = format.equals("json") ? "    records: [{json: \"$[*]\"}]\n" : "";
        return file(
                "sources/s.yaml",
                """
                version: 1
                source: s
                type: file
                format: %s
                location: "file:data/s.%s"
                resources:
                  - name: t
                %s    fields:
                %s    primary_key: [id]
                    expect: {max_drop_percent: 100}
                """
                        .formatted(format, format, records, fields));
    }

    ProjectFixture events(EventSink sink) {
        this.events = sink;
        return this;
    }

    ProjectFixture steps(Steps listener) {
        this.steps = listener;
        return this;
    }

    Path root() {
        return root;
    }

    /// Everything anew, as in a new process.
    Wiring wiring() {
        return new Wiring(root, root, events, steps);
    }

    /// Runs source `s`.
    RunReport run() {
        return wiring().runSources().run(List.of("s"), null);
    }

    /// Runs source `s`, which must fail, and gives why.
    Problem problemOfRun() {
        return problemOf(this::run);
    }

    static Problem problemOf(Runnable act) {
        var thrown = catchThrowableOfType(ProblemException.class, act::run);
        assertThat(thrown).as("a problem").isNotNull();
        return thrown.problem();
    }

    Database database() {
        return new Database(address, "cairn test");
    }

    Vault vault() {
        var access =
                new ProjectAccess(
                        new GivenKeys(null, Map.of()),
                        new VaultKeySpec.KeyFile(".cairn/vault.key"),
                        root,
                        Suite.ENCRYPTED,
                        EventSink.NONE);
        return Vault.openOrCreate(
                root.resolve(".cairn/vault"), access, InstantSource.system(), Steps.NONE);
    }

    RunRecord ledgerOf(long run) {
        return new ReadLedger(database()).run(new RunNumber(run));
    }

    /// The first column of the first row.
    String ask(String sql) {
        try (Connection connection = database().connect()) {
            return Sql.load(connection, sql, row -> String.valueOf(row.getString(1)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) {
        try (Connection connection = database().connect()) {
            Sql.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether dataset `t` exists.
    boolean isLoaded() {
        return ask("SELECT to_regclass('t') IS NOT NULL").equals("t");
    }

    /// What dataset `t` holds, as one text; `none` when it does not exist.
    String content() {
        return !isLoaded()
                ? "none"
                : ask(
                        """
                        SELECT coalesce(string_agg(id || ' ' || coalesce(name, '-'), ', ' ORDER BY id),
                                        'empty')
                          FROM t WHERE _withdrawn IS NULL
                        """);
    }
}
