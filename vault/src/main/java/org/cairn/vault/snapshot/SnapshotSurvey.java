package org.cairn.vault.snapshot;

import java.util.List;
import org.cairn.vault.problem.Finding;

/// The snapshots of a vault as far as they can be read.
///
/// @param snapshots by when they were finished, the oldest first
/// @param findings one for each snapshot object that cannot be read
public record SnapshotSurvey(List<Snapshot> snapshots, List<Finding> findings) {
    public SnapshotSurvey {
        snapshots = List.copyOf(snapshots);
        findings = List.copyOf(findings);
    }
}
