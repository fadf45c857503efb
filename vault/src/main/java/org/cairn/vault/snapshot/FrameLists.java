package org.cairn.vault.snapshot;

import java.util.Optional;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;

/// The lists of frames of packs, by the numbers that pieces have for the packs. Safe for any
/// thread.
record FrameLists(OpenPacks packs, PackNumbers numbers) {
    /// Raises `vault-object-missing` or `vault-object-damaged` with the name of the pack.
    FrameList of(int pack) {
        return packs.frames(numbers.id(pack));
    }

    /// The list of a pack that can be used; empty when it is missing or damaged.
    Optional<FrameList> find(int pack) {
        try {
            return Optional.of(of(pack));
        } catch (ProblemException e) {
            if (isDamage(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isDamage(ProblemException e) {
        return e.problem().code().equals(VaultProblems.OBJECT_MISSING)
                || e.problem().code().equals(VaultProblems.OBJECT_DAMAGED);
    }
}
