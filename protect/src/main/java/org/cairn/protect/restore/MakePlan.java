package org.cairn.protect.restore;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Timeline;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.RestorePlan;
import org.cairn.protect.plan.RestorePlanner;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.plan.RunCommit;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunOutcome;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/// Plans a restore from the vault alone: the database may be gone.
public final class MakePlan {
    private final Vault vault;

    public MakePlan(Vault vault) {
        this.vault = vault;
    }

    /// What is asked for.
    ///
    /// @param server a system identifier; null for that of the run, or of the newest backup
    /// @param timeline null for that of the run, or for the newest
    /// @param tablespaces where they go, by number; the others go beside the data directory
    public record Order(
            RestoreTarget target,
            @Nullable String server,
            @Nullable Timeline timeline,
            Map<Long, Path> tablespaces) {
        public Order {
            tablespaces = Map.copyOf(tablespaces);
        }

        /// An order that leaves all to Cairn that can be left.
        public static Order to(RestoreTarget target) {
            return new Order(target, null, null, Map.of());
        }
    }

    /// A plan with what carries it out.
    ///
    /// @param lastRecord where the last whole record of the plan's WAL begins
    public record Made(
            RestorePlan plan,
            ServerPast past,
            Snapshot snapshot,
            TablespacePlaces tablespaces,
            Lsn lastRecord) {}

    /// Reads all WAL of the plan: what would go wrong in replay is said before anything is written.
    ///
    /// Problems: `target-unreachable`, `target-wrong` for a run of another server,
    /// `run-unknown-to-vault`, `run-changed-nothing`, `server-unknown`, `tablespace-unknown`,
    /// `tablespace-in-wal`, and those of the vault.
    public Made make(Order order) {
        RunCommit run =
                switch (order.target()) {
                    case RestoreTarget.BeforeRun(RunNumber number) -> commit(number);
                    case RestoreTarget.AfterRun(RunNumber number) -> commit(number);
                    case RestoreTarget.Latest _,
                            RestoreTarget.AtTime _,
                            RestoreTarget.AtLsn _,
                            RestoreTarget.AtXid _ ->
                            null;
                };
        ServerPast past = past(order);
        TimelinePath path = past.path(timeline(order, run, past));
        RestorePlan plan = past.planner(path).plan(order.target(), run);
        Snapshot snapshot = past.snapshot(plan.base());
        LogSearch.Content log =
                past.search().content(plan.path(), plan.base().start(), plan.walEnd());
        return new Made(
                plan,
                past,
                snapshot,
                TablespacePlaces.of(snapshot, log.created(), order.tablespaces()),
                log.last());
    }

    private static Timeline timeline(Order order, @Nullable RunCommit run, ServerPast past) {
        if (order.timeline() != null) {
            return order.timeline();
        }
        return run != null ? run.timeline() : past.newestTimeline();
    }

    private ServerPast past(Order order) {
        Optional<String> ofRun = serverOfRun(order.target());
        Optional<String> wanted = Optional.ofNullable(order.server()).or(() -> ofRun);
        if (wanted.isPresent() && ofRun.isPresent() && !ofRun.equals(wanted)) {
            throw ofAnotherServer(order.target(), wanted.get(), ofRun.get());
        }
        ServerPast past =
                wanted.map(server -> ServerPast.of(vault, server))
                        .or(() -> ServerPast.newest(vault))
                        .orElseThrow(() -> withoutBackup(order.target()));
        if (past.snapshots().isEmpty()) {
            requireReadable();
            throw ProtectProblems.SERVER_UNKNOWN
                    .says("the vault holds no backup of server %s", past.server())
                    .what(
                            "it has backups of: %s",
                            ServerPast.newest(vault).map(ServerPast::server).orElse("none"))
                    .kept("nothing was written")
                    .remedy("Name a server that was backed up with --server, or take a backup.")
                    .with("server", past.server())
                    .asException();
        }
        return past;
    }

    private ProblemException withoutBackup(RestoreTarget target) {
        requireReadable();
        return ProtectProblems.TARGET_UNREACHABLE
                .says("cannot restore to %s", target)
                .what("the vault holds no backup")
                .kept("nothing was written")
                .remedy("Take a backup with `cairn backup`; what was before it cannot be restored.")
                .with("target", target)
                .asException();
    }

    /// Backups that are there and cannot be read are not none.
    private void requireReadable() {
        List<Finding> findings = vault.snapshots().survey().findings();
        if (!findings.isEmpty()) {
            Finding first = findings.getFirst();
            throw VaultProblems.damaged(first.object(), "%s", first.what());
        }
    }

    /// In the WAL of another server the number of the run's transaction is that of another one.
    private static ProblemException ofAnotherServer(
            RestoreTarget target, String wanted, String server) {
        return ProtectProblems.TARGET_WRONG
                .says("cannot restore to %s of server %s", target, wanted)
                .what("the run was on server %s", server)
                .kept("nothing was written")
                .remedy("Leave --server out, or name a time.")
                .with("server", server)
                .asException();
    }

    private Optional<String> serverOfRun(RestoreTarget target) {
        return switch (target) {
            case RestoreTarget.BeforeRun(RunNumber run) ->
                    vault.runs().findIntent(run).map(RunIntent::systemIdentifier);
            case RestoreTarget.AfterRun(RunNumber run) ->
                    vault.runs().findIntent(run).map(RunIntent::systemIdentifier);
            case RestoreTarget.Latest _,
                    RestoreTarget.AtTime _,
                    RestoreTarget.AtLsn _,
                    RestoreTarget.AtXid _ ->
                    Optional.empty();
        };
    }

    private RunCommit commit(RunNumber run) {
        RunIntent intent =
                vault.runs()
                        .findIntent(run)
                        .orElseThrow(() ->
                                ProtectProblems.RUN_UNKNOWN_TO_VAULT
                                        .says("the vault does not know run %s", run)
                                        .what(
                                                "a run that was held, or failed before its commit, is"
                                                        + " not there, and neither is one of another"
                                                        + " vault")
                                        .kept("nothing was written")
                                        .remedy("See `cairn run ls` for runs that were loaded.")
                                        .with("run", run.value())
                                        .asException());
        Optional<RunOutcome> outcome = vault.runs().findOutcome(run);
        if (outcome.isPresent() && outcome.get().state() == RunOutcome.State.ROLLED_BACK) {
            throw RestorePlanner.changedNothing(run);
        }
        return new RunCommit(
                run, intent.xid(), new Timeline(intent.timeline()), intent.insertLsn());
    }
}
