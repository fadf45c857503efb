package org.cairn.protect;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The catalogue of the problems of protection.
public final class ProtectProblems {
    public static final ProblemCode TARGET_UNREACHABLE =
            new ProblemCode(
                    "target-unreachable",
                    Fault.OUTSIDE,
                    21,
                    "The point that was asked for cannot be restored from this vault: it lies before"
                            + " the first backup, after the last WAL that arrived, or in a gap. The"
                            + " message names the nearest points that can be reached. Nothing was"
                            + " written.");

    private ProtectProblems() {}

    public static List<ProblemCode> all() {
        return List.of(TARGET_UNREACHABLE);
    }
}
