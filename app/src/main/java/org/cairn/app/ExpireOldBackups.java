package org.cairn.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.expire.ExpireBackups;
import org.cairn.protect.expire.ExpireBackups.Decision;
import org.cairn.protect.expire.ExpireBackups.Done;
import org.cairn.protect.plan.Retention;
import org.cairn.protect.plan.UnderWay;
import org.cairn.protect.plan.Window;
import org.cairn.protect.restore.ServerPast;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/// Removes the backups, and the WAL, that the retention does not keep.
public final class ExpireOldBackups {
    private final Vault vault;
    private final @Nullable String declared;
    private final ExpireBackups expire;
    private final InstantSource clock;
    private final EventSink events;

    /// @param declared the sentence of the project; null when it has none
    ExpireOldBackups(
            Vault vault,
            @Nullable String declared,
            ExpireBackups expire,
            InstantSource clock,
            EventSink events) {
        this.vault = vault;
        this.declared = declared;
        this.expire = expire;
        this.clock = clock;
        this.events = events;
    }

    /// Decides what goes; changes nothing. Problems: `retention-wrong`, also when no sentence is
    /// given or declared; `server-unknown`, `backup-unverified`, `retention-uncertain`.
    ///
    /// @param server null for that of the newest backup
    /// @param sentence null for that of the project
    public Decision decide(@Nullable String server, @Nullable String sentence) {
        Retention retention = retention(sentence);
        Optional<String> newest = ServerPast.newest(vault).map(ServerPast::server);
        String of =
                Optional.ofNullable(server)
                        .or(() -> newest)
                        .orElseThrow(() ->
                                ProtectProblems.SNAPSHOT_UNKNOWN
                                        .says("the vault holds no backup")
                                        .kept("nothing was removed")
                                        .remedy("Take one with `cairn backup`.")
                                        .asException());
        if (ServerPast.of(vault, of).snapshots().isEmpty()) {
            throw ProtectProblems.SERVER_UNKNOWN
                    .says("the vault holds no backup of server %s", of)
                    .what("it has backups of: %s", newest.orElse("none"))
                    .kept("nothing was removed")
                    .remedy("Name a server that was backed up.")
                    .with("server", of)
                    .asException();
        }
        return expire.decide(of, retention);
    }

    private Retention retention(@Nullable String sentence) {
        String said = sentence == null ? declared : sentence;
        if (said == null) {
            throw ProtectProblems.RETENTION_WRONG
                    .says("it is not said how long backups are kept")
                    .what("cairn.yaml has no protect.retention, and none was given")
                    .kept("nothing was removed")
                    .remedy(
                            "Give one with --retention 'pitr 7d; daily 30; min 3', or write it into"
                                    + " cairn.yaml.")
                    .asException();
        }
        return Retention.parse(said);
    }

    /// Carries a decision out.
    public Done execute(Decision decision) {
        return expire.execute(decision);
    }

    /// What is done in a copy by a schedule: [#afterBackup] of the newest backup that is there,
    /// which is read back only when it was not found whole there before.
    void afterCopy() {
        List<Snapshot> snapshots = vault.snapshots().survey().snapshots();
        if (snapshots.isEmpty()) {
            return;
        }
        Snapshot newest = snapshots.getLast();
        if (vault.proofs().newest().containsKey(newest.objectName())) {
            expireAfter(newest);
        } else {
            afterBackup(newest);
        }
    }

    /// Reads a backup back that was just taken and, when it is whole, removes what the project's
    /// retention does not keep; says what it did. Without a retention it does nothing. Whatever
    /// goes wrong is said, too: the backup was taken all the same.
    void afterBackup(Snapshot snapshot) {
        if (declared == null) {
            return;
        }
        try {
            VerifyBackup.Report report = new VerifyBackup(vault, clock).verify(snapshot);
            if (!report.isSound()) {
                note(
                        "backup %s is not whole: nothing expires; see `cairn backup verify %s`"
                                .formatted(snapshot.label(), snapshot.label()));
                return;
            }
            expireAfter(snapshot);
        } catch (ProblemException e) {
            noteFailure(e);
        }
    }

    private void expireAfter(Snapshot snapshot) {
        try {
            Decision decision = decide(snapshot.server(), null);
            Done done = execute(decision);
            note(text(snapshot, decision, done));
            decision.plan().waiting().forEach(this::noteWaiting);
        } catch (ProblemException e) {
            noteFailure(e);
        }
    }

    private void noteFailure(ProblemException e) {
        note(
                "nothing more expires: %s (%s). %s"
                        .formatted(
                                e.problem().headline(),
                                e.problem().code().name(),
                                e.problem().remedy()));
    }

    private static String text(Snapshot snapshot, Decision decision, Done done) {
        return "backup %s was read back whole; expired: %s, %s of WAL; any moment since %s is kept"
                .formatted(
                        snapshot.label(),
                        done.removed().isEmpty()
                                ? "no backup"
                                : "backups " + String.join(", ", done.removed()),
                        new ByteSize(done.walBytes()),
                        decision.plan()
                                .after()
                                .newest()
                                .map(Window.Interval::fromTime)
                                .map(Object::toString)
                                .orElse("the newest backup"));
    }

    private void noteWaiting(UnderWay backup) {
        note(
                "WAL from %s on stays for a backup that is under way, or broke off (session %s, last heard of %s); a sweep ends it when it was silent for three days"
                        .formatted(backup.from(), backup.session(), backup.lastSign()));
    }

    private void note(String text) {
        events.accept(new RunEvent.Noted(text));
    }
}
