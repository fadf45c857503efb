package org.cairn.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotSurvey;
import org.jspecify.annotations.Nullable;

/// Lists backups, shows one, and reads one back.
public final class ReadBackups {
    private final Vault vault;
    private final InstantSource clock;

    ReadBackups(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// What is said of backups.
    ///
    /// @param verified when each was last found whole, by the name of its object
    /// @param pinned the names of the objects of those that must not be removed
    public record Sayings(Map<String, Instant> verified, Set<String> pinned) {
        public Sayings {
            verified = Map.copyOf(verified);
            pinned = Set.copyOf(pinned);
        }

        public @Nullable Instant verified(Snapshot snapshot) {
            return verified.get(snapshot.objectName());
        }

        public boolean isPinned(Snapshot snapshot) {
            return pinned.contains(snapshot.objectName());
        }
    }

    public Sayings sayings() {
        return new Sayings(vault.proofs().newest(), vault.holds().held());
    }

    /// Who pinned a backup, and why.
    public Optional<SnapshotHold> pin(Snapshot snapshot) {
        return vault.holds().find(snapshot);
    }

    /// All that can be read, the oldest first, and what is wrong with the others.
    public SnapshotSurvey list() {
        return vault.snapshots().survey();
    }

    /// Finds one by its name or the beginning of it. Problems: `snapshot-unknown`,
    /// `snapshot-ambiguous`.
    public Snapshot load(String name) {
        return vault.snapshots().find(name).orElseThrow(() -> unknown(name));
    }

    static ProblemException unknown(String name) {
        return ProtectProblems.SNAPSHOT_UNKNOWN
                .says("there is no backup '%s'", name)
                .kept("nothing was changed")
                .remedy("List them with `cairn backup ls`.")
                .with("snapshot", name)
                .asException();
    }

    /// The newest one. Problems: `snapshot-unknown` when there is none, `vault-object-damaged` when
    /// one cannot be read: that may be the newest.
    public Snapshot newest() {
        SnapshotSurvey survey = list();
        if (!survey.findings().isEmpty()) {
            Finding first = survey.findings().getFirst();
            throw VaultProblems.damaged(first.object(), "%s", first.what());
        }
        List<Snapshot> all = survey.snapshots();
        if (all.isEmpty()) {
            throw ProtectProblems.SNAPSHOT_UNKNOWN
                    .says("the vault holds no backup")
                    .kept("nothing was changed")
                    .remedy("Take one with `cairn backup`.")
                    .asException();
        }
        return all.getLast();
    }

    /// Reads back all that a restore from it needs; the vault knows then that it is whole.
    public VerifyBackup.Report verify(Snapshot snapshot) {
        return new VerifyBackup(vault, clock).verify(snapshot);
    }
}
