package org.cairn.vault;

import java.util.List;

/// What reading a whole vault back found out.
///
/// @param objects how many were read
/// @param bytes how many bytes they have together
/// @param findings one for each object that is damaged or missing, by name
/// @param lostDocuments names of the document objects whose bytes cannot all be read
public record Verification(
        long objects, long bytes, List<Finding> findings, List<String> lostDocuments) {
    public Verification {
        findings = List.copyOf(findings);
        lostDocuments = List.copyOf(lostDocuments);
    }

    /// One object that is not as it was written.
    ///
    /// @param what how that was seen
    public record Finding(String object, Kind kind, String what) {}

    /// What is wrong with an object.
    public enum Kind {
        DAMAGED,
        MISSING
    }

    public boolean isSound() {
        return findings.isEmpty() && lostDocuments.isEmpty();
    }

    public List<String> damaged() {
        return names(Kind.DAMAGED);
    }

    public List<String> missing() {
        return names(Kind.MISSING);
    }

    private List<String> names(Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::object)
                .toList();
    }
}
