package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedServerPgTest {
    @TempDir private Path folder;
    private ServerLayout layout;
    private EmbeddedServer server;

    @BeforeEach
    void chooseAPlaceWithCharactersThatAShellWouldMind() {
        layout =
                new ServerLayout(
                        folder.resolve("a $(false) \"b\" 'c'"), TestServer.runtimeDirectory());
        server = new EmbeddedServer(layout, TestServer.recipe(18), Steps.NONE);
    }

    @AfterEach
    void stopTheServer() {
        server.stop();
    }

    @Test
    void aFreshServerIsMadeForRecoveryAndKeepsToItself() throws Exception {
        var events = new ArrayList<RunEvent>();
        var standard = new EmbeddedServer(layout, Steps.NONE);

        DatabaseAddress address = standard.start(events::add);

        try (Connection connection = connect(address)) {
            assertThat(ask(connection, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(connection, "SHOW wal_level")).isEqualTo("replica");
            assertThat(ask(connection, "SHOW summarize_wal")).isEqualTo("on");
            assertThat(ask(connection, "SHOW max_slot_wal_keep_size")).isEqualTo("4GB");
            assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "SHOW unix_socket_directories")).isEmpty();
            assertThat(ask(connection, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(ask(connection, "SHOW password_encryption")).isEqualTo("scram-sha-256");
            assertThat(
                            ask(
                                    connection,
                                    "SELECT datlocprovider::text || ' ' || datlocale || ' ' || current_user"
                                            + " FROM pg_database WHERE datname = 'cairn'"))
                    .isEqualTo("b C.UTF-8 cairn");
            assertThat(
                            ask(
                                    connection,
                                    "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.password())))
                .isEqualTo("rw-------");
        assertThat(layout.log()).isDirectoryContaining("glob:**/server-*.log");
        assertThat(layout.data().resolve("global/pg_control")).isReadable();
        assertThat(events).hasSize(2).first().isEqualTo(new RunEvent.StageBegun("start database"));
        assertThat(standard.start(events::add).url()).isEqualTo(address.url());
        assertThat(events).hasSize(2);
    }

    @Test
    void stopAndStartKeepTheDataAndThePort() throws Exception {
        DatabaseAddress first = server.start(EventSink.NONE);
        remember(first);

        server.stop();
        server.stop();
        DatabaseAddress second = server.start(EventSink.NONE);

        assertThat(second.url()).isEqualTo(first.url());
        assertRemembered(second);
    }

    @Test
    void statusSaysAbsentThenRunningThenStopped() {
        assertThat(server.status()).isEqualTo(new ServerStatus.Absent());

        DatabaseAddress address = server.start(EventSink.NONE);

        ServerStatus.Running running = running();
        assertThat(address.url())
                .isEqualTo("jdbc:postgresql://127.0.0.1:%d/cairn".formatted(running.port()));
        assertThat(running.version()).startsWith("18.");
        assertThat(running.size().bytes()).isGreaterThan(10_000_000);
        assertThat(ProcessHandle.of(running.pid())).isPresent();
        server.stop();
        assertThat(server.status()).isEqualTo(new ServerStatus.Stopped(layout.data()));
        assertThat(server.hasCrashed()).isFalse();
    }

    @Test
    void aKilledServerComesBackWithWhatWasCommitted() throws Exception {
        DatabaseAddress address = server.start(EventSink.NONE);
        remember(address);
        try (Connection open = connect(address);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES ('never committed')");
            long killed = running().pid();

            assertThat(server.hasCrashed()).isFalse();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            assertThat(Waiting.until(Duration.ofSeconds(10), server::hasCrashed)).isTrue();
            DatabaseAddress again = server.start(EventSink.NONE);

            assertThat(running().pid()).isNotEqualTo(killed);
            assertRemembered(again);
        }
    }

    @Test
    void aPidThatNowBelongsToAnotherProcessIsNotBelieved() throws Exception {
        server.start(EventSink.NONE);
        Path pidFile = layout.data().resolve("postmaster.pid");
        List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
        server.stop();
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);

        assertThat(server.status()).isEqualTo(new ServerStatus.Stopped(layout.data()));
        server.stop();
        assertThat(connect(server.start(EventSink.NONE)).isValid(5)).isTrue();
    }

    @Test
    void aTakenPortIsGivenUpForAnotherThatIsKept() throws Exception {
        server.start(EventSink.NONE);
        int port = running().port();
        server.stop();
        int other;
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            server.start(EventSink.NONE);
            other = running().port();
            assertThat(other).isNotEqualTo(port);
            server.stop();
        }

        server.start(EventSink.NONE);

        assertThat(running().port()).isEqualTo(other);
    }

    @Test
    void whatAnEarlierAttemptLeftIsCleared() throws Exception {
        Path halfMade = layout.stateDirectory().resolve("new-0123/data-4567/base");
        Files.createDirectories(halfMade);
        Files.writeString(halfMade.resolve("PG_VERSION"), "18\n");
        Files.createSymbolicLink(halfMade.resolve("link"), folder);
        Files.createDirectories(layout.data());

        assertThat(connect(server.start(EventSink.NONE)).isValid(5)).isTrue();

        assertThat(layout.stateDirectory()).isDirectoryNotContaining("glob:**/new-*");
        assertThat(folder).exists();
    }

    @Test
    void dataThatIsNotWholeIsRefusedAndLeft() throws Exception {
        Files.createDirectories(layout.data());
        Files.writeString(layout.data().resolve("precious"), "x");

        assertThatThrownBy(() -> server.start(EventSink.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "the data directory of the embedded server is not whole"
                                + " (server-data-incomplete): %s lacks PG_VERSION or"
                                        .formatted(layout.data())
                                + " global/pg_control");
        assertThat(layout.data().resolve("precious")).exists();
    }

    @Test
    void dataOfAnotherMajorIsRefusedAndLeft() throws Exception {
        Files.createDirectories(layout.data().resolve("global"));
        Files.writeString(layout.data().resolve("global/pg_control"), "x");
        Files.writeString(layout.data().resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> server.start(EventSink.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "the embedded server's data was made by PostgreSQL 17 (server-other-major):"
                                + " this Cairn has PostgreSQL 18, which cannot open "
                                + layout.data());
    }

    @Test
    void aServerThatCannotStartShowsItsLastLines() throws Exception {
        server.start(EventSink.NONE);
        server.stop();
        Files.writeString(
                layout.data().resolve("postgresql.conf"),
                "\nshared_preload_libraries = 'no_such_thing'\n",
                StandardOpenOption.APPEND);

        assertThatThrownBy(() -> server.start(EventSink.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(
                        "the embedded server did not start (server-did-not-start): exit code 1;")
                .hasMessageContaining("could not access file \"no_such_thing\"");
    }

    @Test
    void withoutItsPasswordFileTheDataIsNotTouched() throws Exception {
        server.start(EventSink.NONE);
        Files.move(layout.password(), layout.stateDirectory().resolve("saved"));

        assertThatThrownBy(() -> server.start(EventSink.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "the password of the embedded server is gone (server-password-missing):"
                                + " %s does not exist".formatted(layout.password()));
    }

    @Test
    void manyThreadsThatStartItAtOnceGetOneServer() {
        List<DatabaseAddress> addresses =
                Tasks.map(
                        IntStream.range(0, 4).boxed().toList(),
                        _ ->
                                new EmbeddedServer(layout, TestServer.recipe(18), Steps.NONE)
                                        .start(EventSink.NONE));

        assertThat(addresses)
                .extracting(DatabaseAddress::url)
                .containsOnly(addresses.getFirst().url());
        assertThat(Postmaster.orphans(layout.data())).isNotEmpty();
    }

    @Test
    void twoProcessesThatStartItAtOnceGetOneServerThatOutlivesThem() throws Exception {
        var one = OtherCairn.start(layout, "-", Map.of());
        var two = OtherCairn.start(layout, "-", Map.of());

        String url = one.output();

        assertThat(url).startsWith("jdbc:postgresql://127.0.0.1:");
        assertThat(two.output()).isEqualTo(url);
        assertThat(one.exitCode() + two.exitCode()).isZero();
        assertThat(server.start(EventSink.NONE).url()).isEqualTo(url);
    }

    private ServerStatus.Running running() {
        assertThat(server.status()).isInstanceOf(ServerStatus.Running.class);
        return (ServerStatus.Running) server.status();
    }

    private static Connection connect(DatabaseAddress address) {
        return new Database(address, "cairn test").connect();
    }

    private static void remember(DatabaseAddress address) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a text)");
            statement.execute("INSERT INTO t VALUES ('kept')");
        }
    }

    private static void assertRemembered(DatabaseAddress address) throws SQLException {
        try (Connection connection = connect(address)) {
            assertThat(ask(connection, "SELECT string_agg(a, ',') FROM t")).isEqualTo("kept");
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
