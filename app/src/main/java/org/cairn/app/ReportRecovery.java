package org.cairn.app;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;
import org.cairn.protect.plan.Window;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/// Says to which moments the server can be restored, and what would be lost now.
public final class ReportRecovery {
    private final Vault vault;
    private final Supplier<Optional<Database>> running;
    private final Path serveLock;
    private final InstantSource clock;
    private final @Nullable String retention;

    /// @param running the project's database when its server runs
    /// @param retention how long backups are kept; null for ever
    ReportRecovery(
            Vault vault,
            Supplier<Optional<Database>> running,
            Path serveLock,
            InstantSource clock,
            @Nullable String retention) {
        this.vault = vault;
        this.running = running;
        this.serveLock = serveLock;
        this.clock = clock;
        this.retention = retention;
    }

    /// How recovery stands.
    ///
    /// @param server the system identifier of the server meant; null when nothing is known of any
    /// @param windowFrom the first moment of the interval that goes on; null without a backup
    /// @param windowTo the last position in the vault
    /// @param arrived when the newest WAL had arrived
    /// @param rpo how much time would be lost if the server were gone now; null when nobody knows,
    ///   because the server does not run and so cannot be asked
    /// @param verified when the last backup was found whole; null when it never was
    /// @param retention how long backups are kept, as the project says it; null for ever
    /// @param serving whether `cairn serve` runs
    public record Recovery(
            @Nullable String server,
            @Nullable Instant windowFrom,
            @Nullable Lsn windowTo,
            @Nullable Instant arrived,
            @Nullable Duration rpo,
            List<Gap> gaps,
            int backups,
            @Nullable Snapshot lastBackup,
            @Nullable Instant verified,
            @Nullable String retention,
            boolean serving) {
        public Recovery {
            gaps = List.copyOf(gaps);
        }
    }

    /// WAL that is missing: no point in it or across it can be reached.
    public record Gap(WalRange missing, String reason, @Nullable Instant at) {}

    /// What the server says of itself.
    private record Live(String server, Timeline timeline, Lsn flushed) {}

    public Recovery report() {
        Optional<Live> live = live();
        boolean serving = ServeProject.isRunning(serveLock);
        Optional<ServerPast> found =
                live.map(server -> ServerPast.of(vault, server.server()))
                        .or(() -> ServerPast.newest(vault));
        if (found.isEmpty()) {
            return new Recovery(
                    null, null, null, null, null, List.of(), 0, null, null, retention, serving);
        }
        ServerPast past = found.get();
        Optional<Window.Interval> open = past.window().newest();
        Optional<Instant> arrived = past.lastArrival();
        Snapshot last = past.snapshots().isEmpty() ? null : past.snapshots().getLast();
        return new Recovery(
                past.server(),
                open.map(Window.Interval::fromTime).orElse(null),
                open.map(Window.Interval::to).orElse(null),
                arrived.orElse(null),
                rpo(live, past, arrived),
                gaps(past),
                past.snapshots().size(),
                last,
                last == null ? null : vault.proofs().newest().get(last.objectName()),
                retention,
                serving);
    }

    /// Nothing would be lost when the vault has all that the server has flushed, on the timeline
    /// that it is on, behind a backup; else all since the newest WAL arrived.
    private @Nullable Duration rpo(
            Optional<Live> live, ServerPast past, Optional<Instant> arrived) {
        if (live.isEmpty()) {
            return null;
        }
        Live server = live.get();
        boolean safe =
                past.newestTimeline().equals(server.timeline())
                        && past.window()
                                .newest()
                                .filter(open -> open.to().compareTo(server.flushed()) >= 0)
                                .isPresent();
        if (safe) {
            return Duration.ZERO;
        }
        return arrived.map(at -> Duration.between(at, clock.instant()))
                .map(age -> age.isNegative() ? Duration.ZERO : age)
                .orElse(null);
    }

    private static List<Gap> gaps(ServerPast past) {
        List<Gap> gaps = new ArrayList<>();
        past.gaps().forEach(gap -> gaps.add(new Gap(gap.missing(), gap.reason(), gap.at())));
        for (WalRange missing : past.coverage().with(past.expired()).gaps()) {
            if (gaps.stream().noneMatch(gap -> gap.missing().equals(missing))) {
                gaps.add(new Gap(missing, "the vault lacks it", null));
            }
        }
        return gaps;
    }

    private Optional<Live> live() {
        try {
            return running.get().map(ReportRecovery::ask);
        } catch (ProblemException _) {
            // A server that does not answer is one that does not run, as far as this report goes.
            return Optional.empty();
        }
    }

    private static Live ask(Database database) {
        try (Connection connection = database.connect()) {
            var identity = database.identity(connection);
            return new Live(
                    identity.systemIdentifier(),
                    new Timeline(identity.timeline()),
                    Sql.load(
                            connection,
                            "SELECT pg_current_wal_flush_lsn()::text",
                            row -> Lsn.parse(row.getString(1))));
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
