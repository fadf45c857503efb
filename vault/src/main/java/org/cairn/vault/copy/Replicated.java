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
/// @param checked what a last look at the copy found
public record Replicated(
        long copied,
        long bytes,
        long present,
        List<String> replaced,
        List<String> only,
        List<Finding> findings,
        List<Withheld> withheld,
        Checked checked) {
    /// A look at the copy by names and lengths alone: whether it has all that was to be copied, and
    /// whether every snapshot in it has all that it needs.
    ///
    /// @param objects that were looked for
    /// @param snapshots in the copy, also those that the original has forgotten
    public record Checked(long objects, int snapshots, List<Lack> lacking) {
        /// Before anything was copied.
        public static final Checked NOTHING = new Checked(0, 0, List.of());

        public Checked {
            lacking = List.copyOf(lacking);
        }
    }

    /// What is wrong with an object of the copy.
    public record Lack(String object, String what) {}

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
        return findings.isEmpty() && withheld.isEmpty() && checked.lacking().isEmpty();
    }
}
