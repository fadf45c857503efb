package org.cairn.vault.scrub;

import java.util.List;
import java.util.Optional;
import org.cairn.vault.problem.Finding;

/// What reading a share of a vault came to.
///
/// @param objects that were read
/// @param bytes of them
/// @param totalBytes of all objects of the vault
/// @param behindBytes of those that this round has behind it
/// @param reached the last object in the order of names; empty when the round is complete
public record Scrubbed(
        long objects,
        long bytes,
        long totalBytes,
        long behindBytes,
        Optional<String> reached,
        List<Finding> findings) {
    public Scrubbed {
        findings = List.copyOf(findings);
    }
}
