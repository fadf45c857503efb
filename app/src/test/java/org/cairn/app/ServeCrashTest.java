package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Tasks;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` is killed, started twice, and outlived by its journal.
final class ServeCrashTest {
    private static final Duration LONG = GuardedProject.LONG;

    @TempDir private Path folder;

    /// Commits one row after the other until it is stopped; the last that was acknowledged.
    private static FutureTask<Long> committing(GuardedProject guarded, AtomicBoolean stopped) {
        guarded.project().execute("CREATE TABLE beat (id bigint PRIMARY KEY)");
        var last = new AtomicLong();
        var task =
                new FutureTask<>(() -> {
                    try (Connection connection = guarded.server().connect();
                            Statement statement = connection.createStatement()) {
                        while (!stopped.get()) {
                            statement.execute("INSERT INTO beat VALUES (" + (last.get() + 1) + ")");
                            last.incrementAndGet();
                        }
                    } catch (SQLException e) {
                        // The server was taken away in the middle of a commit.
                        if (!stopped.get()) {
                            throw e;
                        }
                    }
                    return last.get();
                });
        Thread.ofPlatform().name("commits").start(task);
        return task;
    }

    @Test
    void killedAgainAndAgainItLeavesNoGap() throws Exception {
        var random = SeededRandom.fresh();
        try (var guarded = GuardedProject.in(folder, "protect: {ship_every: 200ms}\n")) {
            var stopped = new AtomicBoolean();
            FutureTask<Long> commits = committing(guarded, stopped);
            for (int kill = 0; kill < 6; kill++) {
                try (var child = guarded.serveApart().start()) {
                    child.awaitOutput("streaming WAL", LONG);
                    if (kill == 0) {
                        GuardedProject.await("backed up", () -> guarded.backups() > 0);
                    }
                    LockSupport.parkNanos(random.between(0, 800_000_000L));
                    child.kill();
                }
            }
            long rows;
            try (var serving = guarded.serve()) {
                serving.awaitConnected();
                stopped.set(true);
                rows = Tasks.await(commits);
                guarded.awaitReachable();
            }

            assertThat(guarded.past().gaps()).as("gaps, %s", random).isEmpty();
            assertThat(guarded.past().coverage().gaps()).as("holes, %s", random).isEmpty();
            assertThat(guarded.past().window().intervals()).as("%s", random).hasSize(1);
            assertThat(guarded.project().vault().verify().isSound()).isTrue();
            guarded.destroyTheServer();
            try (var copy = guarded.restoreFromTheVaultAlone("latest", "copy")) {
                assertThat(copy.ask("SELECT count(*) || ' ' || max(id) FROM beat"))
                        .as("%s", random)
                        .isEqualTo(rows + " " + rows);
            }
        }
    }

    @Test
    void aSecondOneRefusesAndTheFirstGoesOn() {
        try (var guarded = GuardedProject.in(folder, "");
                var child = guarded.serveApart().start()) {
            child.awaitOutput("streaming WAL", LONG);

            Problem problem = ProjectFixture.problemOf(() -> guarded.wiring().serveProject().run());

            assertThat(problem.code().name()).isEqualTo("serve-running");
            assertThat(problem.code().exitCode()).isEqualTo(5);
            assertThat(problem.headline()).isEqualTo("another cairn serves this project");
            assertThat(problem.what()).startsWith("process " + child.pid() + " holds ");
            assertThat(problem.kept()).isEqualTo("nothing was changed");
            assertThat(problem.remedy()).isEqualTo("Let it go on, or end it first.");
            assertThat(child.isAlive()).isTrue();
            GuardedProject.await("backed up", () -> guarded.backups() > 0);
        }
    }

    @Test
    void whatWasAcknowledgedIsRestoredThoughServeAndServerWereKilledBeforeItWasShipped()
            throws Exception {
        try (var guarded = GuardedProject.in(folder, "protect: {ship_every: 1h}\n")) {
            var stopped = new AtomicBoolean();
            FutureTask<Long> commits;
            try (var child = guarded.serveApart().start()) {
                child.awaitOutput("streaming WAL", LONG);
                guarded.project().execute("ALTER SYSTEM SET synchronous_standby_names = 'cairn'");
                guarded.project().execute("SELECT pg_reload_conf()");
                guarded.wiring().takeBackup().take();
                commits = committing(guarded, stopped);
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                child.kill();
            }
            stopped.set(true);
            guarded.destroyTheServer();
            long acknowledged = Tasks.await(commits);
            assertThat(acknowledged).as("commits").isPositive();

            try (var copy = guarded.restoreInTheProject("latest", "copy")) {
                assertThat(Long.parseLong(copy.ask("SELECT max(id) FROM beat")))
                        .as("%d were acknowledged", acknowledged)
                        .isBetween(acknowledged, acknowledged + 1);
            }
        }
    }

    @Test
    void aScheduleRunsAndIsMadeUpForAfterARestart() {
        try (var guarded = GuardedProject.in(folder, "schedules:\n  - {run: [s], every: 3s}\n")) {
            guarded.project().file("data/s.csv", "id,name\n1,one\n");
            try (var child = guarded.serveApart().start()) {
                GuardedProject.await("run twice", () -> runs(guarded) >= 2);
                child.kill();
            }
            long before = runs(guarded);
            LockSupport.parkNanos(Duration.ofSeconds(7).toNanos());
            assertThat(runs(guarded)).as("while nobody serves").isEqualTo(before);

            try (var _ = guarded.serve()) {
                GuardedProject.await("made up for", () -> runs(guarded) > before);
            }

            assertThat(
                            guarded.project()
                                    .ask(
                                            """
                                            SELECT count(*) FROM (
                                                SELECT started_at - lag(started_at) OVER (ORDER BY run)
                                                       AS since FROM cairn.run) AS r
                                             WHERE since < '2900 ms'
                                            """))
                    .as("runs that came too soon")
                    .isEqualTo("0");
        }
    }

    private static long runs(GuardedProject guarded) {
        return guarded.project().ask("SELECT to_regclass('cairn.run') IS NOT NULL").equals("t")
                ? Long.parseLong(guarded.project().ask("SELECT count(*) FROM cairn.run"))
                : 0;
    }
}
