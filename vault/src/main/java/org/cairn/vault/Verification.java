package org.cairn.vault;

import java.util.List;
import org.cairn.vault.problem.Finding;

/// What reading a whole vault back found out.
///
/// @param objects how many were read
/// @param bytes how many bytes they have together
/// @param findings one for each object that is damaged or missing, by name
/// @param lostDocuments names of the document objects whose bytes cannot all be read
/// @param lostSnapshots names of the snapshot objects that are damaged or need an object that is
public record Verification(
        long objects,
        long bytes,
        List<Finding> findings,
        List<String> lostDocuments,
        List<String> lostSnapshots) {
    public Verification {
        findings = List.copyOf(findings);
        lostDocuments = List.copyOf(lostDocuments);
        lostSnapshots = List.copyOf(lostSnapshots);
    }

    public boolean isSound() {
        return findings.isEmpty() && lostDocuments.isEmpty() && lostSnapshots.isEmpty();
    }

    public List<String> damaged() {
        return names(Finding.Kind.DAMAGED);
    }

    public List<String> missing() {
        return names(Finding.Kind.MISSING);
    }

    private List<String> names(Finding.Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::object)
                .toList();
    }
}
