package org.cairn.collect;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems of a run as a whole.
public final class RunProblems {
    public static final ProblemCode RUN_OUTCOME_UNKNOWN =
            ProblemCode.of(
                    "run-outcome-unknown",
                    Fault.OUTSIDE,
                    "The connection to the database ended between the request to commit a run and"
                            + " the answer. The rows of the run are either all there or not at all,"
                            + " and only the database knows which. The next run asks it and writes"
                            + " the true outcome down; `cairn run show N` then shows it.");
    public static final ProblemCode RUN_OUTCOME_UNWRITTEN =
            ProblemCode.of(
                    "run-outcome-unwritten",
                    Fault.OUTSIDE,
                    "A run is committed and its rows are in the database, but that it is could not"
                            + " be written into the vault or the ledger any more. Nothing of the data"
                            + " is missing. The next run writes it down, as soon as vault and"
                            + " database can be reached and have room.");

    private RunProblems() {}

    public static List<ProblemCode> all() {
        return List.of(RUN_OUTCOME_UNKNOWN, RUN_OUTCOME_UNWRITTEN);
    }
}
