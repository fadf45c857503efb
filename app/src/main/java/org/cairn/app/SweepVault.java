package org.cairn.app;

import java.time.Duration;
import org.cairn.vault.Vault;
import org.cairn.vault.sweep.Room;
import org.cairn.vault.sweep.SweepReport;
import org.cairn.vault.sweep.Sweeper;
import org.jspecify.annotations.Nullable;

/// Gives back the room of packs that nothing in the vault names any more.
public final class SweepVault {
    private final Vault vault;

    SweepVault(Vault vault) {
        this.vault = vault;
    }

    /// Removes what was condemned long enough ago and condemns what nothing names now. Problems:
    /// those of the vault; nothing that is needed is gone then.
    ///
    /// @param grace how long is waited; what the vault means where it is null
    public SweepReport sweep(@Nullable Duration grace) {
        return vault.sweeper().sweep(grace == null ? Sweeper.GRACE : grace);
    }

    /// Says what [#sweep] would condemn or waits for; changes nothing.
    public SweepReport preview(@Nullable Duration grace) {
        return vault.sweeper().preview(grace == null ? Sweeper.GRACE : grace);
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
