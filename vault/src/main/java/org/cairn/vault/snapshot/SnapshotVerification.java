package org.cairn.vault.snapshot;

import java.util.List;
import org.cairn.vault.problem.Finding;

/// What reading one snapshot back found out.
///
/// @param objects that it needs: itself, its file table and all packs
/// @param bytes that were read and compared, after decompression; of a check, those of the packs
/// @param findings one for each object that is damaged or missing, by name
public record SnapshotVerification(long objects, long bytes, List<Finding> findings) {
    public SnapshotVerification {
        findings = List.copyOf(findings);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }

    /// Names of the objects that are damaged or missing.
    public List<String> damaged() {
        return findings.stream().map(Finding::object).toList();
    }
}
