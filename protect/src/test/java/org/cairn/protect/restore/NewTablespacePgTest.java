package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.server.RestoredServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A tablespace that was created after the backup: replaying that would link the copy to the place
/// where the old server still writes.
final class NewTablespacePgTest {
    private static final String NUMBER =
            "SELECT oid::text FROM pg_tablespace WHERE spcname = 'elsewhere'";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void isRefusedInThePlanUnlessAPlaceWasGivenThatItThenHas(int major) throws IOException {
        try (var server = ProtectedServer.start(folder, major, Map.of())) {
            server.backUp();
            server.run("CREATE TABLE before_it AS SELECT generate_series(1, 10) AS n");
            String before = server.awaitShipped().toString();
            createTablespace(server);
            server.run(
                    "CREATE TABLE t TABLESPACE elsewhere AS SELECT generate_series(1, 500) AS n");
            server.awaitShipped();
            long oid = Long.parseLong(server.ask(NUMBER));

            Problem refused = refusal(() -> server.plan("latest"));

            assertThat(refused.code().name()).isEqualTo("tablespace-in-wal");
            assertThat(refused.headline()).startsWith("tablespace " + oid + " was created after");
            assertThat(refused.what()).endsWith(folder.resolve("elsewhere").toString());
            assertThat(refused.kept()).isEqualTo("nothing was written");
            assertThat(refused.remedy()).contains("--tablespace " + oid + "=DIR");
            isPutWhereItWasGiven(server, oid);
            assertThat(server.ask("SELECT sum(n) FROM t")).isEqualTo("125250");
            try (var restored = server.restore(before, folder.resolve("earlier")).server()) {
                assertThat(
                                ProtectedServer.ask(
                                        server.address(restored.port()),
                                        "SELECT count(*) FROM before_it"))
                        .isEqualTo("10");
            }
        }
    }

    private void isPutWhereItWasGiven(ProtectedServer server, long oid) throws IOException {
        Path place = folder.resolve("a place with a much longer name than that of the original");
        Path into = folder.resolve("into");
        MakePlan.Made made = server.plan("latest", Map.of(oid, place));
        try (var restored = server.restore(made, into, EventSink.NONE).server()) {
            var copy = new Copy(server.address(restored.port()), into);
            assertThat(copy.ask("SELECT sum(n) FROM t")).isEqualTo("125250");
            assertThat(copy.ask("SELECT pg_tablespace_location(" + oid + ")"))
                    .isEqualTo(place.toString());
        }
        assertThat(place).isNotEmptyDirectory();
        try (var again = RestoredServer.on(into, server.programs(), folder.resolve("again.log"))) {
            again.start(Map.of());
            again.awaitQueries(Duration.ofMinutes(1), _ -> {});
            assertThat(new Copy(server.address(again.port()), into).ask("SELECT sum(n) FROM t"))
                    .as("after another start")
                    .isEqualTo("125250");
        }
    }

    private static Problem refusal(ThrowingCallable act) {
        var thrown = catchThrowableOfType(ProblemException.class, act);
        assertThat(thrown).as("a refusal").isNotNull();
        return thrown.problem();
    }

    @Test
    void aPlaceForOneThatIsNotThereIsRefusedNamingThoseThatAre() throws IOException {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.backUp();
            server.awaitShipped();
            Map<Long, Path> given = Map.of(4711L, folder.resolve("there"));
            assertThat(refusal(() -> server.plan("latest", given)).what())
                    .isEqualTo("there are: none");
            createTablespace(server);
            server.backUp();
            server.awaitShipped();

            Problem problem = refusal(() -> server.plan("latest", given));

            assertThat(problem.code().name()).isEqualTo("tablespace-unknown");
            assertThat(problem.code().exitCode()).isEqualTo(2);
            assertThat(problem.headline()).isEqualTo("there is no tablespace 4711 at that point");
            assertThat(problem.what())
                    .isEqualTo(
                            "there are: %s (%s)"
                                    .formatted(server.ask(NUMBER), folder.resolve("elsewhere")));
            assertThat(problem.kept()).isEqualTo("nothing was written");
            assertThat(problem.remedy())
                    .isEqualTo("Name one of those with --tablespace, or leave the option out.");
        }
    }

    @Test
    void aBackupTakenAfterItPutsItElsewhere() throws IOException {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            createTablespace(server);
            server.backUp();
            server.run(
                    "CREATE TABLE t TABLESPACE elsewhere AS SELECT generate_series(1, 500) AS n");
            server.awaitShipped();

            try (var restored = server.restore("latest", folder.resolve("into")).server()) {
                assertThat(
                                ProtectedServer.ask(
                                        server.address(restored.port()), "SELECT sum(n) FROM t"))
                        .isEqualTo("125250");
            }
        }
    }

    private void createTablespace(ProtectedServer server) throws IOException {
        Path place = Files.createDirectory(folder.resolve("elsewhere"));
        // The server may run as another user.
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        server.run("CREATE TABLESPACE elsewhere LOCATION '" + place + "'");
    }
}
