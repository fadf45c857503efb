package org.cairn.collect.trace;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that tracing raises.
public final class TraceProblems {
    public static final ProblemCode RECORD_UNKNOWN =
            ProblemCode.of(
                    "record-unknown",
                    Fault.USAGE,
                    "The dataset has no row with this key. A composite key is its values joined by"
                            + " `,` in the order of the key's fields (a comma inside a value is"
                            + " written `\\,`); a child's key is its parent's followed by the"
                            + " ordinal.");
    public static final ProblemCode COLUMN_UNKNOWN =
            ProblemCode.of(
                    "column-unknown",
                    Fault.USAGE,
                    "The dataset has no such column, or it is one of Cairn's own that comes from no"
                            + " source. `cairn record show DATASET KEY` lists the columns.");

    private TraceProblems() {}

    public static List<ProblemCode> all() {
        return List.of(RECORD_UNKNOWN, COLUMN_UNKNOWN);
    }
}
