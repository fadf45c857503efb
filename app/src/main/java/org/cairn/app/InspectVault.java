package org.cairn.app;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.cairn.kernel.WalRange;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Stats;
import org.cairn.vault.Vault;
import org.cairn.vault.Verification;
import org.cairn.vault.frame.Suite;

/// Makes a vault, counts what is in it, reads it back.
public final class InspectVault {
    private final Path location;
    private final Vault vault;

    InspectVault(Path location, Vault vault) {
        this.location = location;
        this.vault = vault;
    }

    /// Which vault it is.
    public record Identity(Path location, UUID uuid, Instant created, Suite suite) {}

    public Identity identity() {
        return new Identity(location, vault.uuid(), vault.created(), vault.suite());
    }

    public Stats stats() {
        return vault.stats();
    }

    /// WAL that was taken away: what is missing between what is there, and was never recorded as a
    /// gap.
    public List<WalRange> holes() {
        return vault.servers().list().stream()
                .flatMap(server -> ServerPast.of(vault, server.systemIdentifier()).holes().stream())
                .toList();
    }

    /// Reads every object back; damage is part of the answer.
    public Verification check() {
        return vault.verify();
    }
}
