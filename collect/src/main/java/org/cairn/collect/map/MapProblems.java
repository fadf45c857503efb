package org.cairn.collect.map;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that mapping raises.
public final class MapProblems {
    public static final ProblemCode MAPPING_INCOMPLETE =
            ProblemCode.of(
                    "mapping-incomplete",
                    Fault.USAGE,
                    "A declaration names a field that the records do not have: a key field that no"
                            + " document offers, or a pipeline field taken from a resource field"
                            + " that is not declared. Nothing was loaded. Compare the names with"
                            + " `cairn source try NAME`, which shows the fields as they are read.");

    private MapProblems() {}

    public static List<ProblemCode> all() {
        return List.of(MAPPING_INCOMPLETE);
    }
}
