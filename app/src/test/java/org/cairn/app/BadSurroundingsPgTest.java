package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cairn.kernel.Problem;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Secret;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Good input, and something else goes wrong: the database, the vault, or another run.
final class BadSurroundingsPgTest {
    @TempDir private Path folder;
    private ProjectFixture project;
    private DatabaseAddress address;

    @BeforeEach
    void loadSomethingGood() {
        address = TestServer.of(18).createDatabase();
        project =
                ProjectFixture.in(folder, address)
                        .source("csv")
                        .file("data/s.csv", "id,name\n1,one\n");
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
    }

    private static void says(Problem problem, String code, int exit, String headline) {
        assertThat(problem.code().name()).isEqualTo(code);
        assertThat(problem.code().exitCode()).isEqualTo(exit);
        assertThat(problem.headline()).isEqualTo(headline);
        assertThat(problem.kept()).isNotBlank();
        assertThat(problem.remedy()).isNotBlank();
    }

    private void nextRunWorks() {
        project.events(org.cairn.kernel.EventSink.NONE)
                .source("csv")
                .file("data/s.csv", "id,name\n1,one\n2,two\n");
        assertThat(project.run().state()).isEqualTo(RunState.LOADED);
        assertThat(project.content()).isEqualTo("1 one, 2 two");
    }

    @Test
    void aWrongPasswordIsSaidToBeSo() {
        // The test server lets everybody on this machine in, as most test servers do: what counts
        // is that a refusal of the server arrives as it should.
        project.execute("CREATE ROLE nobody NOLOGIN");
        project.connectTo(new DatabaseAddress(address.url(), "nobody", new Secret("wrong")));

        Problem problem = project.problemOfRun();

        says(problem, "database-login-refused", 4, "the database did not let user 'nobody' in");
        assertThat(problem.kept()).isEqualTo("nothing was changed");
        assertThat(problem.toString()).doesNotContain("wrong\"");
        project.connectTo(address).execute("DROP ROLE nobody");
        nextRunWorks();
    }

    @Test
    void aMissingDatabaseIsSaidToBeSo() {
        project.connectTo(
                new DatabaseAddress(
                        address.url().replaceAll("/[^/]+$", "/nowhere"),
                        address.user(),
                        address.password()));

        Problem problem = project.problemOfRun();

        says(problem, "database-missing", 2, "the database does not exist");
        assertThat(problem.what()).isEqualTo("database \"nowhere\" does not exist");
        project.connectTo(address);
        nextRunWorks();
    }

    @Test
    void nobodyListeningIsSaidToBeSo() {
        // Port 1 is never given to a program that asks for any port.
        project.connectTo(
                new DatabaseAddress(
                        "jdbc:postgresql://127.0.0.1:1/x", address.user(), address.password()));

        Problem problem = project.problemOfRun();

        says(problem, "database-unreachable", 5, "cannot reach the database at 127.0.0.1:1/x");
        project.connectTo(address);
        nextRunWorks();
    }

    @Test
    void aConnectionLostInTheLoadIsNamedAndNothingElse() {
        project.file("data/s.csv", rows(60_000))
                .events(event -> {
                    if (event instanceof RunEvent.Progressed(String stage, var _, var _, var _)
                            && stage.startsWith("load")) {
                        endSessionsOfTheRun();
                    }
                });

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("database-lost");
        assertThat(problem.code().exitCode()).isEqualTo(5);
        assertThat(problem.kept())
                .isEqualTo("the transaction was rolled back; nothing of it is stored");
        assertThat(project.content()).isEqualTo("1 one");
        var failed = project.ledgerOf(2);
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.problem()).contains("run-abandoned");
        nextRunWorks();
    }

    private void endSessionsOfTheRun() {
        project.ask(
                """
                SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'cairn'
                """);
    }

    private static String rows(int count) {
        return "id,name\n"
                + IntStream.rangeClosed(1, count)
                        .mapToObj(i -> i + ",name " + i + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void aConstraintAddedByHandIsAboutTheDataAndRollsAllBack() {
        project.execute("ALTER TABLE t ADD CONSTRAINT small CHECK (id < 59000)");
        project.file("data/s.csv", rows(60_000));

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("database-value-refused");
        assertThat(problem.code().exitCode()).isEqualTo(3);
        assertThat(problem.what()).contains("violates check constraint \"small\"");
        assertThat(project.content()).isEqualTo("1 one");
        assertThat(project.ledgerOf(2).problem()).contains("database-value-refused");
        assertThat(project.ask("SELECT count(*) FROM cairn.lineage_block")).isEqualTo("1");
        nextRunWorks();
    }

    @Test
    void aTriggerThatRefusesARowInTheMiddleOfTheFirstCopyRollsAllBack() {
        project.execute(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN RAISE EXCEPTION 'no row 300' USING ERRCODE = '23514'; END$$;
                CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS
                $$BEGIN
                    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                                WHERE object_identity = 'public.fresh') THEN
                        CREATE TRIGGER no300 BEFORE INSERT ON fresh FOR EACH ROW
                            WHEN (NEW.id = 300) EXECUTE FUNCTION refuse();
                    END IF;
                END$$;
                CREATE EVENT TRIGGER guard ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
                    EXECUTE FUNCTION guard()
                """);
        project.file("data/s.csv", rows(200_000)).file("sources/s.yaml", renamed("fresh"));

        Problem problem = project.problemOfRun();

        says(problem, "database-value-refused", 3, "cannot load into \"public\".\"fresh\"");
        assertThat(problem.what()).isEqualTo("no row 300 [23514]");
        assertThat(project.ask("SELECT to_regclass('fresh') IS NULL")).isEqualTo("t");
        assertThat(project.ledgerOf(2).problem()).contains("database-value-refused");
        nextRunWorks();
    }

    private String renamed(String dataset) {
        try {
            return Files.readString(project.root().resolve("sources/s.yaml"))
                    .replace("name: t\n", "name: " + dataset + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSecondOfTwoRunsOnADatasetIsRefusedAndTheFirstGoesOn() {
        var second = new AtomicReference<Problem>();
        var other = ProjectFixture.in(folder, address);
        project.file("data/s.csv", "id,name\n1,one\n2,two\n")
                .events(event -> {
                    if (event instanceof RunEvent.StageBegun(String stage)
                            && stage.startsWith("load")) {
                        second.set(other.problemOfRun());
                    }
                });

        var report = project.run();

        assertThat(report.state()).isEqualTo(RunState.LOADED);
        assertThat(project.content()).isEqualTo("1 one, 2 two");
        Problem problem = second.get();
        says(problem, "dataset-busy", 5, "dataset 't' is being written by another run");
        assertThat(problem.kept()).isEqualTo("nothing was changed by this run");
        assertThat(project.ledgerOf(2).state()).isEqualTo(RunState.LOADED);
        assertThat(project.ledgerOf(3).state()).isEqualTo(RunState.FAILED);
        assertThat(project.ledgerOf(3).problem()).contains("dataset-busy");
    }

    @Test
    void aDamagedVaultObjectIsFoundByTraceQuarantineAndRun() throws IOException {
        project.source("json")
                .file("data/s.json", "[{\"id\":1,\"name\":\"uno\"},{\"id\":\"x\"}]")
                .file("sources/s.yaml", renamed("damaged"));
        assertThat(project.run().total().quarantined()).isEqualTo(1);
        Path pack = newestPack();
        byte[] bytes = Files.readAllBytes(pack);
        bytes[20] ^= 1;
        Files.write(pack, bytes);

        Problem traced =
                ProjectFixture.problemOf(
                        () -> project.wiring().traceValue().trace("damaged", "1", "name"));
        Problem shown = ProjectFixture.problemOf(() -> project.wiring().readQuarantine().show(1));
        // The same bytes are not stored again over a pack that is damaged.
        Problem unchanged = project.problemOfRun();
        project.file(
                "sources/s.yaml",
                renamed("damaged")
                        .replace(
                                "name: {from: name}",
                                "name: {from: name, type: text}\n      more: {from: more}"));
        Problem again = project.problemOfRun();

        for (Problem problem : List.of(traced, shown, unchanged, again)) {
            assertThat(problem.code().name()).isEqualTo("vault-object-damaged");
            assertThat(problem.code().exitCode()).isEqualTo(20);
            assertThat(problem.headline()).contains(pack.getFileName().toString());
        }
        assertThat(project.ask("SELECT string_agg(name, ',') FROM damaged")).isEqualTo("uno");
        nextRunWorks();
    }

    @Test
    void aMissingVaultObjectIsNamed() throws IOException {
        Path pack = newestPack();
        Files.delete(pack);

        Problem problem =
                ProjectFixture.problemOf(
                        () -> project.wiring().traceValue().trace("t", "1", "name"));

        assertThat(problem.code().name()).isEqualTo("vault-object-missing");
        assertThat(problem.code().exitCode()).isEqualTo(20);
        assertThat(problem.headline()).contains(pack.getFileName().toString());
        nextRunWorks();
    }

    private Path newestPack() throws IOException {
        try (Stream<Path> packs = Files.walk(project.root().resolve(".cairn/vault/packs"))) {
            return packs.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    @Test
    void aVaultThatIsNotAFolderIsRefused() throws IOException {
        project.file(
                "cairn.yaml",
                Files.readString(project.root().resolve("cairn.yaml"))
                        + "vault: {location: \"file:data/s.csv\"}\n");

        Problem problem = project.problemOfRun();

        assertThat(problem.code().name()).isEqualTo("vault-foreign-folder");
        assertThat(problem.kept()).isEqualTo("nothing in it was changed");
        project.connectTo(address);
        nextRunWorks();
    }

    @Test
    void leftOversOfAKilledRunAreSweptByTheNext() {
        project.file(".cairn/scratch/run-1/incoming-0", "left over");
        project.file(".cairn/scratch/notes", "of somebody");

        nextRunWorks();

        assertThat(project.root().resolve(".cairn/scratch/run-1")).doesNotExist();
        assertThat(project.root().resolve(".cairn/scratch/notes")).exists();
    }
}
