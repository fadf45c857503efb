package org.cairn.app;

import java.time.Duration;
import java.util.List;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.SparsePack;
import org.cairn.vault.sweep.Room;
import org.cairn.vault.sweep.SweepReport;
import org.cairn.vault.sweep.Sweeper;
import org.jspecify.annotations.Nullable;

/// Gives back the room of packs that nothing in the vault names any more.
public final class SweepVault {
    private final Vault vault;
    private final @Nullable SparseNote note;

    /// @param note what the next backup of the project hears; null where it is not its vault
    SweepVault(Vault vault, @Nullable SparseNote note) {
        this.vault = vault;
        this.note = note;
    }

    /// What was done.
    ///
    /// @param sparse packs that the next backup will share nothing with; empty where no backup is
    ///   taken from here
    public record Swept(SweepReport report, List<SparsePack> sparse) {
        public Swept {
            sparse = List.copyOf(sparse);
        }
    }

    /// Removes what was condemned long enough ago and condemns what nothing names now; then looks
    /// which packs are mostly dead, and tells the next backup. Problems: those of the vault;
    /// nothing that is needed is gone then.
    ///
    /// @param grace how long is waited; what the vault means where it is null
    public Swept sweep(@Nullable Duration grace) {
        SweepReport report = vault.sweeper().sweep(grace == null ? Sweeper.GRACE : grace);
        if (note == null) {
            return new Swept(report, List.of());
        }
        List<SparsePack> sparse = vault.snapshots().sparse();
        note.write(sparse.stream().map(SparsePack::id).toList());
        return new Swept(report, sparse);
    }

    /// Says what [#sweep] would condemn or waits for; changes nothing.
    public Swept preview(@Nullable Duration grace) {
        return new Swept(
                vault.sweeper().preview(grace == null ? Sweeper.GRACE : grace),
                note == null ? List.of() : vault.snapshots().sparse());
    }

    /// Lets go what a writer announced that its owner knows to be dead. Says whether there was one.
    public boolean forget(String session) {
        return vault.sweeper().forget(session);
    }

    /// Says how much of the packs something names; reads every object that names some.
    public Room room() {
        return vault.sweeper().room();
    }
}
