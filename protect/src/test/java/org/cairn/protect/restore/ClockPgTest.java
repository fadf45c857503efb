package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.wal.TransactionEnd;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.snapshot.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server whose clock jumps: `--to TIME` promises what PostgreSQL does, which stops before the
/// first transaction of all that it replays that ended after the time.
final class ClockPgTest {
    private static final String ROWS = "SELECT string_agg(x::text, ' ' ORDER BY x) FROM t";

    @TempDir private Path folder;

    @BeforeEach
    void letOtherUsersIn() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static long inserted(ProtectedServer server) {
        return Long.parseLong(
                server.ask("INSERT INTO t VALUES (pg_current_xact_id()) RETURNING x::text"));
    }

    private static TransactionEnd told(TransactionEnd end, Instant at) {
        return new TransactionEnd(end.start(), end.end(), end.xid(), end.kind(), at);
    }

    private String restored(ProtectedServer server, String target, String into) {
        try (var running = server.restore(target, folder.resolve(into)).server()) {
            return ProtectedServer.ask(server.address(running.port()), ROWS);
        }
    }

    private static String rowsBefore(List<Long> rows, List<TransactionEnd> ends, Lsn position) {
        List<String> before = new ArrayList<>();
        for (TransactionEnd end : ends) {
            long xid = Integer.toUnsignedLong(end.xid());
            if (end.start().compareTo(position) < 0 && rows.contains(xid)) {
                before.add(Long.toString(xid));
            }
        }
        return before.isEmpty() ? "null" : String.join(" ", before);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theFirstTransactionThatEndedLaterEndsTheReplayHoweverTheClockWent(int major) {
        var random = SeededRandom.fresh();
        try (var server = ProtectedServer.start(folder, major, Map.of())) {
            server.run("CREATE TABLE t (x xid8)");
            Snapshot backup = server.backUp();
            List<Long> rows = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                rows.add(inserted(server));
            }
            server.awaitShipped();
            server.stopStream();
            Instant[] now = {backup.facts().span().finishedAt().plusSeconds(3600)};
            List<TransactionEnd> ends =
                    Retimed.from(
                            backup.stop(),
                            server.vault(),
                            server.vaultFolder(),
                            server.identifier(),
                            end -> {
                                long most = random.oneIn(8) ? 3_000_000_000L : 2_000_000;
                                long least = random.oneIn(6) ? -2_000_000_000L : 0;
                                now[0] = now[0].plusNanos(1000 * random.between(least, most));
                                return told(end, now[0]);
                            });
            assertThat(ends).hasSizeGreaterThanOrEqualTo(60);

            for (int i = 0; i < 4; i++) {
                Instant target = random.pick(ends).at().minusNanos(1000L * random.between(-1, 1));
                check(server, new Past(backup, rows, ends), target, i, random);
            }
            server.startStream();
        }
    }

    private record Past(Snapshot backup, List<Long> rows, List<TransactionEnd> ends) {}

    private void check(
            ProtectedServer server, Past past, Instant target, int number, SeededRandom random) {
        Optional<TransactionEnd> first =
                past.ends().stream().filter(end -> end.at().isAfter(target)).findFirst();
        if (past.backup().facts().span().finishedAt().isAfter(target) || first.isEmpty()) {
            var thrown =
                    catchThrowableOfType(
                            ProblemException.class, () -> server.plan(target.toString()));
            assertThat(thrown.problem().code().name())
                    .as("%s, %s", target, random)
                    .isEqualTo("target-unreachable");
            return;
        }
        assertThat(server.plan(target.toString()).plan().walEnd())
                .as("%s, %s", target, random)
                .isEqualTo(first.get().end());
        assertThat(restored(server, target.toString(), "copy " + number))
                .as("%s, %s", target, random)
                .isEqualTo(rowsBefore(past.rows(), past.ends(), first.get().start()));
    }

    @Test
    void aBackupDuringWhichTheClockWasSetBackIsNotTakenForATimeThatItCannotStopAt() {
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            server.run("CREATE TABLE t (x xid8)");
            Snapshot early = server.backUp();
            long kept = inserted(server);
            long[] during = new long[1];
            Snapshot late =
                    server.backUp(step -> {
                        if (step.equals("backup.files-read")) {
                            during[0] = inserted(server);
                        }
                    });
            long after = inserted(server);
            long last = inserted(server);
            server.awaitShipped();
            server.stopStream();
            Instant finished = late.facts().span().finishedAt();
            Map<Long, Instant> clock =
                    Map.of(
                            during[0],
                            finished.plusSeconds(3600),
                            after,
                            finished.plusSeconds(60),
                            last,
                            finished.plusSeconds(7200));
            Retimed.from(
                    early.stop(),
                    server.vault(),
                    server.vaultFolder(),
                    server.identifier(),
                    end ->
                            told(
                                    end,
                                    clock.getOrDefault(
                                            Integer.toUnsignedLong(end.xid()), end.at())));
            String target = finished.plus(Duration.ofMinutes(2)).toString();

            assertThat(server.plan(target).plan().base().snapshot()).isEqualTo(early.label());
            assertThat(restored(server, target, "copy")).isEqualTo(Long.toString(kept));
            server.startStream();
        }
    }
}
