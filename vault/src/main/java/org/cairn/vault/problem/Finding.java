package org.cairn.vault.problem;

import org.cairn.kernel.Problem;

/// One object that is not as it was written.
///
/// @param what how that was seen
public record Finding(String object, Kind kind, String what) {
    /// What is wrong with an object.
    public enum Kind {
        DAMAGED,
        MISSING
    }

    /// Makes a finding of a problem that came up while `read` was read; the object at fault may be
    /// another.
    public static Finding of(Problem problem, String read) {
        Kind kind =
                problem.code().equals(VaultProblems.OBJECT_MISSING) ? Kind.MISSING : Kind.DAMAGED;
        Object object = problem.facts().getOrDefault("object", read);
        return new Finding(object.toString(), kind, problem.what());
    }
}
