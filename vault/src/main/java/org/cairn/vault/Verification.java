package org.cairn.vault;

import java.util.List;
import java.util.Map;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.snapshot.Loss;

/// What reading a whole vault back found out.
///
/// @param objects how many were read
/// @param bytes how many bytes they have together
/// @param findings one for each object that is damaged or missing, by name
/// @param lostDocuments names of the document objects whose bytes cannot all be read
/// @param lostSnapshots names of the snapshot objects that are damaged or need an object that is
/// @param losses of these, as far as their file tables can be read, which parts of which files
public record Verification(
        long objects,
        long bytes,
        List<Finding> findings,
        List<String> lostDocuments,
        List<String> lostSnapshots,
        Map<String, List<Loss>> losses) {
    public Verification {
        findings = List.copyOf(findings);
        lostDocuments = List.copyOf(lostDocuments);
        lostSnapshots = List.copyOf(lostSnapshots);
        losses = Map.copyOf(losses);
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
