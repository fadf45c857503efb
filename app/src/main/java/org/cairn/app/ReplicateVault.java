package org.cairn.app;

import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.CopyOrder;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.copy.Replicated;

/// Copies a vault to other places; each copy is a vault.
public final class ReplicateVault {
    private final Vault vault;
    private final VaultLocation here;
    private final List<VaultLocation> copies;
    private final EventSink events;

    /// @param copies that are meant when no other is named
    ReplicateVault(Vault vault, VaultLocation here, List<VaultLocation> copies, EventSink events) {
        this.vault = vault;
        this.here = here;
        this.copies = List.copyOf(copies);
        this.events = events;
    }

    /// What came out for one place.
    ///
    /// @param to a folder, or `s3://` and a bucket
    public record Copied(String to, Replicated result) {}

    /// Copies to each place, one after the other. Problems: `usage` when there is none,
    /// `vault-copy-foreign`, `vault-copy-itself`, `vault-copy-newer` and those of the stores.
    public List<Copied> copy(CopyOrder.Mode mode) {
        if (copies.isEmpty()) {
            throw noPlace();
        }
        return copies.stream().map(to -> copy(to, mode)).toList();
    }

    private Copied copy(VaultLocation to, CopyOrder.Mode mode) {
        return new Copied(to.toString(), vault.replicate(here, new CopyOrder(to, mode), events));
    }

    private static ProblemException noPlace() {
        return AppProblems.USAGE
                .says("no place for the copy was named")
                .what("there is no --to, and cairn.yaml declares no copies of the vault")
                .kept("nothing was copied")
                .remedy(
                        "Name one with --to FOLDER or --to s3://bucket/prefix, or declare it under"
                                + " vault: {copies: [{location: …}]}.")
                .asException();
    }
}
