package org.cairn.app;

import java.util.List;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotSurvey;

/// Lists backups, shows one, and reads one back.
public final class ReadBackups {
    private final Vault vault;

    ReadBackups(Vault vault) {
        this.vault = vault;
    }

    /// All that can be read, the oldest first, and what is wrong with the others.
    public SnapshotSurvey list() {
        return vault.snapshots().survey();
    }

    /// Finds one by its name or the beginning of it. Problems: `snapshot-unknown`,
    /// `snapshot-ambiguous`.
    public Snapshot load(String name) {
        return vault.snapshots()
                .find(name)
                .orElseThrow(() ->
                        ProtectProblems.SNAPSHOT_UNKNOWN
                                .says("there is no backup '%s'", name)
                                .kept("nothing was changed")
                                .remedy("List them with `cairn backup ls`.")
                                .with("snapshot", name)
                                .asException());
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

    /// Reads back all that a restore from it needs.
    public VerifyBackup.Report verify(Snapshot snapshot) {
        return new VerifyBackup(vault).verify(snapshot);
    }
}
