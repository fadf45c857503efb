package org.cairn.vault.snapshot;

import java.util.List;
import org.cairn.vault.problem.Finding;

/// What reading one snapshot back found out.
///
/// @param objects that it needs: itself, the packs of its file table and those of its files
/// @param bytes that were read and compared, after decompression; of a check, those of the packs
/// @param findings one for each object that is damaged or missing, by name
/// @param losses which parts of which files these take along
public record SnapshotVerification(
        long objects, long bytes, List<Finding> findings, List<Loss> losses) {
    public SnapshotVerification {
        findings = List.copyOf(findings);
        losses = List.copyOf(losses);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }

    /// Names of the objects that are damaged or missing.
    public List<String> damaged() {
        return findings.stream().map(Finding::object).toList();
    }
}
