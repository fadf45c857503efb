package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.export.ExportVault;
import org.cairn.protect.export.ExportVault.Documents;
import org.cairn.protect.export.WalReach;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.VaultWait;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.problem.Problems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does what the README of an export says, with tar and the programs of PostgreSQL, and looks for
/// the rows.
final class ExportPgTest {
    private static final String ROWS = "SELECT string_agg(a, ' ' ORDER BY a) FROM t";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @BeforeEach
    void letOtherUsersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static ExportVault.Exported export(ProtectedServer server, Path to, WalReach reach) {
        return new ExportVault(server.vault(), Steps.NONE, EventSink.NONE)
                .export(new ExportVault.Order(to, null, reach, Documents.ALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theReadmeRestoresWhatWasExported(int major) throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        Files.setPosixFilePermissions(space, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = ProtectedServer.start(folder, major, Map.of())) {
            server.run(
                    "CREATE TABLESPACE fast LOCATION '" + space + "'",
                    "CREATE TABLE t (a text) TABLESPACE fast",
                    "INSERT INTO t VALUES ('1-before')");
            server.backUp();
            server.run("INSERT INTO t VALUES ('2-after')");
            byte[] csv = "name,seats\nNairobi,17\n".getBytes(StandardCharsets.UTF_8);
            server.vault()
                    .documents()
                    .store(
                            new DocumentOrigin(
                                    "seats", "https://example.org/seats.csv", null, "text/csv"),
                            new ByteArrayInputStream(csv),
                            _ -> {});
            server.awaitShipped();

            Path all = folder.resolve("all");
            var exported = export(server, all, WalReach.ALL);
            export(server, folder.resolve("needed"), WalReach.BACKUP);

            assertThat(exported.documents()).isEqualTo(1);
            assertThat(run(List.of("sha256sum", "--quiet", "-c", "SHA256SUMS"), all, Map.of()))
                    .isZero();
            String hash = Sha256.of(csv).hex();
            assertThat(all.resolve("documents/bytes/" + hash.substring(0, 2) + "/" + hash))
                    .hasBinaryContent(csv);
            assertThat(Files.readString(all.resolve("documents/index.jsonl")))
                    .contains("\"source\":\"seats\",\"url\":\"https://example.org/seats.csv\"")
                    .contains(hash);
            assertThat(restored(server, all)).isEqualTo("1-before 2-after");
            assertThat(restored(server, folder.resolve("needed"))).isEqualTo("1-before");
        }
    }

    @Test
    void followsTheWalFromOneTimelineToTheNext() throws Exception {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.run("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('1-first')");
            server.backUp();
            String kept =
                    server.ask(
                            "INSERT INTO t VALUES ('2-kept') RETURNING pg_current_xact_id()::text");
            server.run("INSERT INTO t VALUES ('3-undone')");
            server.awaitShipped();
            try (var running = server.restore("xid:" + kept, folder.resolve("copy")).server()) {
                DatabaseAddress copy = server.address(running.port());
                ProtectedServer.ask(copy, "INSERT INTO t VALUES ('4-followed') RETURNING a");
                ship(server, copy);
            }

            export(server, folder.resolve("out"), WalReach.ALL);

            assertThat(folder.resolve("out/wal/00000002.history")).exists();
            assertThat(restored(server, folder.resolve("out")))
                    .isEqualTo("1-first 2-kept 4-followed");
        }
    }

    @Test
    void exportsNoLogThatWouldLeadACopyToTheOriginal() throws Exception {
        Path space = Files.createDirectory(folder.resolve("space"));
        Files.setPosixFilePermissions(space, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.run("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('1-before')");
            server.backUp();
            server.run("CREATE TABLESPACE late LOCATION '" + space + "'");
            server.awaitShipped();

            var problem =
                    Problems.raisedBy(
                            ProtectProblems.TABLESPACE_IN_WAL,
                            () -> export(server, folder.resolve("all"), WalReach.ALL));

            assertThat(problem.what()).contains(space.toString());
            assertThat(folder.resolve("all")).doesNotExist();
            export(server, folder.resolve("needed"), WalReach.BACKUP);
            assertThat(restored(server, folder.resolve("needed"))).isEqualTo("1-before");
        }
    }

    private void ship(ProtectedServer server, DatabaseAddress copy) {
        var settings =
                StreamSettings.of(
                        () -> copy, server.vault(), folder.resolve("journal of the copy"));
        var catchUp =
                new CatchUp(
                        settings,
                        InstantSource.system(),
                        Steps.NONE,
                        EventSink.NONE,
                        StreamListener.NONE);
        Lsn end = Lsn.parse(ProtectedServer.ask(copy, "SELECT pg_current_wal_flush_lsn()::text"));
        VaultWait.await(
                settings,
                catchUp,
                server.identifier(),
                new WalRange(new Timeline(2), new Lsn(end.bytes() - 1), end),
                LIMIT);
    }

    /// Gives the rows of a server that the commands of the README made.
    private String restored(ProtectedServer server, Path export) throws Exception {
        Path place = Files.createDirectory(folder.resolve("from " + export.getFileName()));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path data = place.resolve("data");
        int port = freePort();
        Path bin = server.programs().bin();
        String readme = Files.readString(export.resolve("README.txt"));
        String commands =
                readme.substring(
                        readme.indexOf("# begin of the commands"),
                        readme.indexOf("# end of the commands"));
        Path script = Files.writeString(place.resolve("restore.sh"), "set -e\n" + commands);
        Map<String, String> environment =
                Map.of(
                        "EXPORT", export.toString(),
                        "DATA", data.toString(),
                        "BIN", bin.toString(),
                        "PORT", Integer.toString(port));
        int exit = run(unprivileged(List.of("bash", script.toString())), place, environment);
        Path log = data.resolve("restore.log");
        assertThat(exit).as(Files.exists(log) ? Files.readString(log) : commands).isZero();
        try {
            return ProtectedServer.ask(server.address(port), ROWS);
        } finally {
            run(
                    unprivileged(
                            List.of(
                                    bin.resolve("pg_ctl").toString(),
                                    "-D",
                                    data.toString(),
                                    "-m",
                                    "immediate",
                                    "stop")),
                    place,
                    Map.of());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// PostgreSQL refuses root.
    private static List<String> unprivileged(List<String> command) throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return command;
        }
        List<String> wrapped =
                new ArrayList<>(
                        List.of("unshare", "--user", "--map-user=65534", "--map-group=65534"));
        wrapped.addAll(command);
        return wrapped;
    }

    private static int run(List<String> command, Path place, Map<String, String> environment)
            throws Exception {
        var builder =
                new ProcessBuilder(command)
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
