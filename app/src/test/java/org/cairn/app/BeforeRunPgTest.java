package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Tasks;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job of protection, told whole: a bad load is undone from the vault alone, with the
/// database's directory gone, and whatever others had committed before it is there.
final class BeforeRunPgTest {
    /// Of each dataset row by row, without what tells runs apart.
    private static final String CONTENT = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM t";

    @TempDir private Path folder;

    private static String rows(int from, int to, String columns) {
        return columns
                + "\n"
                + IntStream.rangeClosed(from, to)
                        .mapToObj(i -> i + ",name " + i + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void aBadLoadIsUndoneFromTheVaultAloneAndOthersKeepWhatTheyCommittedBeforeIt()
            throws Exception {
        try (var guarded = GuardedProject.in(folder, "protect: {ship_every: 200ms}\n")) {
            ProjectFixture project = guarded.project();
            project.file("data/s.csv", rows(1, 1000, "id,name"));
            String goodContent;
            String badContent;
            String oracleBefore;
            String oracleAfter;
            String all;
            try (var serving = guarded.serve()) {
                serving.awaitConnected();
                assertThat(project.run().state()).isEqualTo(RunState.LOADED);
                project.execute(
                        "CREATE EXTENSION pg_walinspect; CREATE TABLE other (id bigserial, xid xid8"
                                + " DEFAULT pg_current_xact_id())");
                goodContent = project.ask(CONTENT);
                GuardedProject.await("backed up", () -> guarded.backups() > 0);
                guarded.wiring().takeBackup().take();
                assertThat(guarded.backups()).isEqualTo(2);
                String from = project.ask("SELECT pg_current_wal_flush_lsn()");

                badLoad(project);

                badContent = project.ask(CONTENT);
                oracleBefore = project.ask(oracle(from, "<"));
                oracleAfter = project.ask(oracle(from, ">"));
                all = project.ask("SELECT count(*) FROM other");
                guarded.awaitReachable();
            }
            assertThat(badContent).isNotEqualTo(goodContent);
            assertThat(Long.parseLong(oracleBefore.split(" ")[0])).isPositive();
            assertThat(Long.parseLong(oracleAfter.split(" ")[0])).isPositive();
            guarded.destroyTheServer();

            try (var copy = guarded.restoreFromTheVaultAlone("before-run:2", "before")) {
                assertThat(copy.ask(CONTENT)).isEqualTo(goodContent);
                assertThat(copy.ask(OTHERS)).isEqualTo(oracleBefore);
                assertThat(copy.ask("SELECT count(*) FROM cairn.run WHERE state = 'loaded'"))
                        .isEqualTo("1");
                assertThat(copy.report().lastRun()).as("nobody could log in").isNull();
                assertThat(copy.report().timeline()).isEqualTo(2);
            }
            try (var copy = guarded.restoreInTheProject("after-run:2", "after")) {
                assertThat(copy.ask(CONTENT)).isEqualTo(badContent);
                assertThat(copy.ask(OTHERS)).isEqualTo(oracleBefore);
                assertThat(copy.report().lastRun()).isEqualTo(new RunNumber(2));
            }
            try (var copy = guarded.restoreInTheProject("latest", "latest")) {
                assertThat(copy.ask(CONTENT)).isEqualTo(badContent);
                assertThat(copy.ask("SELECT count(*) FROM other")).isEqualTo(all);
            }
        }
    }

    private static final String OTHERS =
            "SELECT count(*) || ' ' || md5(string_agg(id::text, ' ' ORDER BY id)) FROM other";

    /// What of the others' rows was committed on one side of the commit of run 2, by PostgreSQL's
    /// own reading of its log.
    private static String oracle(String from, String side) {
        return """
        WITH ends AS (SELECT xid::text::bigint AS xid, start_lsn
                        FROM pg_get_wal_records_info('%s', pg_current_wal_flush_lsn())
                       WHERE resource_manager = 'Transaction' AND record_type = 'COMMIT'),
             run AS (SELECT start_lsn FROM ends WHERE xid = (SELECT r.xid::text::bigint
                                                               FROM cairn.run AS r WHERE run = 2))
        SELECT count(*) || ' ' || md5(string_agg(id::text, ' ' ORDER BY id))
          FROM other AS o JOIN ends ON ends.xid = o.xid::text::bigint, run
         WHERE ends.start_lsn %s run.start_lsn
        """
                .formatted(from, side);
    }

    /// Half of the rows lost and two columns of the rest swapped, while others commit.
    private static void badLoad(ProjectFixture project) throws Exception {
        project.file(
                "data/s.csv",
                rows(1, 500, "id,name").replaceAll("(?m)^(\\d+),name (\\d+)$", "1$2,$1"));
        var stopped = new AtomicBoolean();
        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            Future<Integer> one = others.submit(() -> commit(project, stopped));
            Future<Integer> two = others.submit(() -> commit(project, stopped));
            GuardedProject.await(
                    "committing",
                    () -> Long.parseLong(project.ask("SELECT count(*) FROM other")) > 20);
            assertThat(project.run().state()).isEqualTo(RunState.LOADED);
            long now = Long.parseLong(project.ask("SELECT count(*) FROM other"));
            GuardedProject.await(
                    "committing on",
                    () -> Long.parseLong(project.ask("SELECT count(*) FROM other")) > now + 20);
            stopped.set(true);
            assertThat(Tasks.await(one) + Tasks.await(two)).isGreaterThan(40);
        }
    }

    private static int commit(ProjectFixture project, AtomicBoolean stopped) throws Exception {
        int count = 0;
        try (Connection connection = project.database().connect();
                Statement statement = connection.createStatement()) {
            while (!stopped.get()) {
                statement.execute("INSERT INTO other DEFAULT VALUES");
                count++;
            }
        }
        return count;
    }
}
