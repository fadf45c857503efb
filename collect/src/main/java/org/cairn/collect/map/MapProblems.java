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

    public static final ProblemCode COLUMN_MISSING =
            ProblemCode.of(
                    "column-missing",
                    Fault.DATA,
                    "A field is declared to come from a column that the header of a table does"
                            + " not have, so it would be empty in every row. The publisher renamed"
                            + " or dropped the column, or its name is misspelt in the declaration."
                            + " Nothing was loaded. Correct `from`, or list old and new name under"
                            + " `any`.");
    public static final ProblemCode KEY_MISSING =
            ProblemCode.of(
                    "key-missing",
                    Fault.DATA,
                    "No record of a resource has a complete primary key, so none could be told from"
                            + " another. The fields of the key are declared to come from a place"
                            + " that does not occur in the documents. Nothing was loaded. Compare"
                            + " with `cairn source try NAME`, which shows the fields as they are"
                            + " read.");

    private MapProblems() {}

    public static List<ProblemCode> all() {
        return List.of(MAPPING_INCOMPLETE, COLUMN_MISSING, KEY_MISSING);
    }
}
