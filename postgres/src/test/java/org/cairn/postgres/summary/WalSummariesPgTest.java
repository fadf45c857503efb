package org.cairn.postgres.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.change.BaseBackup;
import org.cairn.postgres.change.FileChange;
import org.cairn.postgres.change.Soundness;
import org.cairn.postgres.change.WalRoute;
import org.cairn.postgres.summary.WalSummaries.Answer;
import org.cairn.postgres.summary.WalSummaries.Cause;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.TestServer;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which WAL summaries cover what, on a real server.
final class WalSummariesPgTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Map<String, String> SETTINGS =
            Map.of("autovacuum", "off", "summarize_wal", "on", "wal_keep_size", "1GB");

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    @AutoClose
    private PrivateServer server;

    @SuppressWarnings("NullAway.Init")
    private CopiedBackup base;

    private void start(Map<String, String> more) throws Exception {
        var settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        server = PrivateServer.start(folder.resolve("server"), 18, settings);
        run(
                "CREATE TABLE t AS SELECT g AS a, repeat('x', 100) AS b FROM generate_series(1, 20000) g",
                "VACUUM t");
        base = CopiedBackup.take(database(), folder.resolve("base"), () -> {});
    }

    @Test
    void anOldServerHasNone() throws Exception {
        try (Connection connection =
                new Database(TestServer.of(15).createDatabase(), "cairn test").connect()) {
            assertThat(new WalSummaries(connection, LONG).along(new WalRoute(List.of()), 131_072))
                    .isEqualTo(
                            new Answer.NotCovered(
                                    Cause.VERSION,
                                    "PostgreSQL 15 makes no summaries of WAL, 17 is the first that"
                                            + " does"));
        }
    }

    @Test
    void anybodyMayReadThemUntilItIsForbidden() throws Exception {
        start(Map.of());
        run("CREATE ROLE nobody LOGIN PASSWORD 'n'", "DELETE FROM t WHERE a < 100");
        CopiedBackup now = present();
        var nobody = new Database(asNobody(), "cairn test");

        try (Connection connection = nobody.connect()) {
            assertThat(ask(connection, now, LONG)).isInstanceOf(Answer.Covered.class);
            run("REVOKE EXECUTE ON FUNCTION pg_wal_summary_contents FROM PUBLIC");
            assertThat(ask(connection, now, LONG))
                    .isEqualTo(
                            new Answer.NotCovered(
                                    Cause.DENIED,
                                    "the database user may not execute pg_available_wal_summaries,"
                                            + " pg_wal_summary_contents or"
                                            + " pg_get_wal_summarizer_state"));
            run("GRANT EXECUTE ON FUNCTION pg_wal_summary_contents TO nobody");
            assertThat(ask(connection, now, LONG)).isInstanceOf(Answer.Covered.class);
        }
    }

    @Test
    void aSummaryThatIsMissingInTheMiddleIsAGap() throws Exception {
        start(Map.of());
        run("DELETE FROM t WHERE a < 100", "CHECKPOINT");
        run("DELETE FROM t WHERE a < 200", "CHECKPOINT");
        CopiedBackup now = present();
        assertThat(ask(now, LONG)).isInstanceOf(Answer.Covered.class);
        Path middle = summaries().get(summaries().size() - 2);

        Files.delete(middle);

        assertThat(ask(now, LONG))
                .isInstanceOfSatisfying(
                        Answer.NotCovered.class,
                        answer -> {
                            assertThat(answer.cause()).isEqualTo(Cause.GAP);
                            assertThat(answer.reason())
                                    .matches("no summary has \\S+ to \\S+ on timeline 1");
                        });
    }

    @Test
    void aSummaryThatIsDamagedIsNotBelieved() throws Exception {
        start(Map.of());
        run("DELETE FROM t WHERE a < 100");
        CopiedBackup now = present();
        assertThat(ask(now, LONG)).isInstanceOf(Answer.Covered.class);
        Path last = summaries().getLast();
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 1] ^= 1;

        Files.write(last, bytes);

        assertThat(ask(now, LONG))
                .isInstanceOfSatisfying(
                        Answer.NotCovered.class,
                        answer -> assertThat(answer.cause()).isEqualTo(Cause.DAMAGED));
    }

    @Test
    void whileTheSummarizerIsOffNothingIsWaitedFor() throws Exception {
        start(Map.of());
        run("ALTER SYSTEM SET summarize_wal = off", "SELECT pg_reload_conf()");
        awaitSummarizer("summarizer_pid IS NULL");
        run("DELETE FROM t WHERE a < 100", "CHECKPOINT");
        CopiedBackup now = present();

        assertThat(ask(now, LONG))
                .isInstanceOfSatisfying(
                        Answer.NotCovered.class,
                        answer -> {
                            assertThat(answer.cause()).isEqualTo(Cause.OFF);
                            assertThat(answer.reason())
                                    .startsWith("summarize_wal is off, and no summary has ");
                        });

        run("ALTER SYSTEM SET summarize_wal = on", "SELECT pg_reload_conf()");
        awaitSummarizer("summarizer_pid IS NOT NULL");
        assertThat(ask(now, LONG)).isInstanceOf(Answer.Covered.class);
    }

    @Test
    void aSummarizerThatDoesNotComeIsWaitedForSoLongAndNoLonger() throws Exception {
        start(Map.of());
        String pid = askServer("SELECT summarizer_pid FROM pg_get_wal_summarizer_state()");
        signal("STOP", pid);
        try {
            run("DELETE FROM t WHERE a < 100");
            CopiedBackup now = present();

            assertThat(ask(now, Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            Answer.NotCovered.class,
                            answer -> {
                                assertThat(answer.cause()).isEqualTo(Cause.BEHIND);
                                assertThat(answer.reason())
                                        .startsWith("the summarizer had come to ")
                                        .endsWith(
                                                " after 1 s, the backup starts at "
                                                        + now.range().start());
                            });
            assertThatThrownBy(() -> interrupted(now)).isInstanceOf(CancellationException.class);
        } finally {
            signal("CONT", pid);
        }
    }

    @Test
    void behindACutNothingOfTheBaseIsKeptThoughTheFileGrewByZeros() throws Exception {
        start(Map.of());
        String path = askServer("SELECT pg_relation_filepath('t')");
        int before = blocks(path);
        run("DELETE FROM t WHERE ctid >= '(7,0)'", "VACUUM t");
        assertThat(blocks(path)).isEqualTo(7);
        byte[] zeros = new byte[8192 * 20];
        Files.write(server.data().resolve(path), zeros, StandardOpenOption.APPEND);

        CopiedBackup now = present();

        var answer = (Answer.Covered) ask(now, LONG);
        var change = answer.map().decide(path, 27 * 8192L, base.sizes().get(path));
        assertThat(before).isGreaterThan(300);
        assertThat(change)
                .isInstanceOfSatisfying(
                        FileChange.Blocks.class,
                        blocks -> {
                            assertThat(blocks.limit()).isEqualTo(7);
                            assertThat(blocks.end()).isEqualTo(27);
                            assertThat(blocks.isInBase(3)).isTrue();
                            assertThat(blocks.isInBase(7)).isFalse();
                            assertThat(blocks.isInBase(26)).isFalse();
                        });
        assertThat(Composition.bySummaries(base, now, answer.map()).missed()).isEmpty();
        assertThat(Composition.byPositions(base, now).missed()).isEmpty();
    }

    @Test
    void theyGoOnOverAPromotionWhilePositionsDoNot() throws Exception {
        start(Map.of());
        run("DELETE FROM t WHERE a % 1000 = 7", "CREATE TABLE made AS SELECT 1 AS a");
        server.promote();
        run("DELETE FROM t WHERE a % 1000 = 8", "VACUUM t", "TRUNCATE made");

        CopiedBackup now = present();

        try (Connection connection = server.connect()) {
            TimelineHistory history = CopiedBackup.history(connection);
            var present = now.asPresent(history);
            assertThat(history.timeline()).isEqualTo(new Timeline(2));
            assertThat(Soundness.ofPositions(base.asBase(), present))
                    .isInstanceOf(Soundness.Unsound.class);
            assertThat(Soundness.ofSummaries(base.asBase(), present, Soundness.Witness.SERVER))
                    .isInstanceOf(Soundness.Unsound.class);
            assertThat(Soundness.ofSummaries(base.asBase(), present, Soundness.Witness.VAULT))
                    .isInstanceOf(Soundness.Sound.class);
            var route = WalRoute.between(base.asBase(), present);
            assertThat(route.legs()).hasSize(2);
            Answer answer = new WalSummaries(connection, LONG).along(route, 131_072);
            assertThat(answer).isInstanceOf(Answer.Covered.class);
            assertThat(Composition.bySummaries(base, now, ((Answer.Covered) answer).map()).missed())
                    .isEmpty();
        }
    }

    @Test
    void aTimeWithMinimalWalIsCoveredByNothing() throws Exception {
        start(Map.of());
        run(
                "ALTER SYSTEM SET summarize_wal = off",
                "ALTER SYSTEM SET max_wal_senders = 0",
                "ALTER SYSTEM SET wal_level = minimal");
        server.stop();
        server.restart();
        run("CREATE TABLE unseen AS SELECT generate_series(1, 1000) AS a", "CHECKPOINT");
        run("ALTER SYSTEM RESET ALL");
        server.stop();
        server.restart();

        CopiedBackup now = present();

        assertThat(Soundness.ofPositions(base.asBase(), now.asPresent()))
                .isInstanceOf(Soundness.Unsound.class);
        assertThat(ask(now, Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(
                        Answer.NotCovered.class,
                        answer ->
                                assertThat(answer.reason())
                                        .startsWith("no summary has ")
                                        .endsWith(" on timeline 1"));
    }

    @Test
    void nothingBetweenIsCoveredAndNothingIsRead() throws Exception {
        start(Map.of());
        var itself = new BaseBackup(base.standing(), base.range());
        try (Connection connection = server.connect()) {
            var route = WalRoute.between(itself, base.asPresent());

            assertThat(new WalSummaries(connection, LONG).along(route, 131_072))
                    .isInstanceOfSatisfying(
                            Answer.Covered.class,
                            answer -> assertThat(answer.summaries()).isZero());
        }
    }

    private Answer ask(CopiedBackup now, Duration patience) throws Exception {
        try (Connection connection = server.connect()) {
            return ask(connection, now, patience);
        }
    }

    private Answer ask(Connection connection, CopiedBackup now, Duration patience) {
        return new WalSummaries(connection, patience)
                .along(WalRoute.between(base.asBase(), now.asPresent()), 131_072);
    }

    private Answer interrupted(CopiedBackup now) throws Exception {
        try (Connection connection = server.connect()) {
            Thread.currentThread().interrupt();
            return ask(connection, now, LONG);
        } finally {
            Thread.interrupted();
        }
    }

    private CopiedBackup present() throws Exception {
        return CopiedBackup.take(database(), folder.resolve("now"), () -> {});
    }

    private Database database() {
        return new Database(server.address(), "cairn test");
    }

    private DatabaseAddress asNobody() {
        return new DatabaseAddress(server.address().url(), "nobody", new Secret("n"));
    }

    private void awaitSummarizer(String condition) throws Exception {
        try (Connection connection = server.connect()) {
            while (!Sql.load(
                    connection,
                    "SELECT %s FROM pg_get_wal_summarizer_state()".formatted(condition),
                    row -> row.getBoolean(1))) {
                Thread.onSpinWait();
            }
        }
    }

    private List<Path> summaries() throws Exception {
        try (Stream<Path> files = Files.list(server.data().resolve("pg_wal/summaries"))) {
            return files.filter(file -> file.toString().endsWith(".summary")).sorted().toList();
        }
    }

    private int blocks(String path) throws Exception {
        return (int) (Files.size(server.data().resolve(path)) / 8192);
    }

    private String askServer(String sql) throws Exception {
        try (Connection connection = server.connect()) {
            return Sql.load(connection, sql, row -> row.getString(1));
        }
    }

    private void run(String... statements) throws Exception {
        try (Connection connection = server.connect()) {
            for (String statement : statements) {
                Sql.execute(connection, statement);
            }
        }
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    }
}
