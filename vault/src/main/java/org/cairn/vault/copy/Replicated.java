package org.cairn.vault.copy;

import java.util.List;
import org.cairn.vault.problem.Finding;

/// What copying a vault came to, or would come to.
///
/// @param copied how many objects were created in the copy
/// @param bytes of them
/// @param present how many the copy had already
/// @param replaced names of objects that were damaged in the copy and are there anew
/// @param only names of key slots that the copy has and the original has not: they still open it
/// @param findings damaged objects of the original, which were not copied, and what differs
/// @param withheld documents, bodies and snapshots that need something that is not in the copy
public record Replicated(
        long copied,
        long bytes,
        long present,
        List<String> replaced,
        List<String> only,
        List<Finding> findings,
        List<Withheld> withheld) {
    /// An object that is not in the copy, because it needs another that is not.
    public record Withheld(String object, String needs) {}

    public Replicated {
        replaced = List.copyOf(replaced);
        only = List.copyOf(only);
        findings = List.copyOf(findings);
        withheld = List.copyOf(withheld);
    }

    /// Whether the copy has all that the original had.
    public boolean isWhole() {
        return findings.isEmpty() && withheld.isEmpty();
    }
}
