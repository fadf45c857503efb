package org.cairn.ledger;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that the ledger raises.
public final class LedgerProblems {
    public static final ProblemCode RUN_UNKNOWN =
            ProblemCode.of(
                    "run-unknown",
                    Fault.USAGE,
                    "There is no run with this number in the ledger of this database. A number may be"
                            + " missing because the database was restored to a time before that"
                            + " run. `cairn run ls` lists the runs there are.");
    public static final ProblemCode QUARANTINE_UNKNOWN =
            ProblemCode.of(
                    "quarantine-unknown",
                    Fault.USAGE,
                    "There is no quarantined record with this number. `cairn quarantine ls` lists"
                            + " them with their numbers.");
    public static final ProblemCode DATASET_UNKNOWN =
            ProblemCode.of(
                    "dataset-unknown",
                    Fault.USAGE,
                    "Cairn has not loaded a dataset of this name into this database. A dataset"
                            + " appears with the first run that loads it; `cairn status` lists"
                            + " those there are.");
    public static final ProblemCode DATASET_BUSY =
            ProblemCode.of(
                    "dataset-busy",
                    Fault.OUTSIDE,
                    "Another run is writing this dataset at this moment, and a dataset has one"
                            + " writer at a time. Nothing was changed by the refused run; it can be"
                            + " repeated when the other one has ended.");
    public static final ProblemCode LINEAGE_MISSING =
            ProblemCode.of(
                    "lineage-missing",
                    Fault.DAMAGE,
                    "A row carries a row id that no lineage block covers, so its origin cannot be"
                            + " told. Rows written by hand into a dataset have no lineage; rows"
                            + " written by Cairn always do, so for them this means that tables of"
                            + " schema cairn were changed.");
    public static final ProblemCode LINEAGE_DAMAGED =
            ProblemCode.of(
                    "lineage-damaged",
                    Fault.DAMAGE,
                    "A stored lineage block cannot be read: its bytes are not those that were"
                            + " written. The rows themselves are not affected; restore the table"
                            + " cairn.lineage_block from a backup.");

    public static final ProblemCode RUN_ABANDONED =
            ProblemCode.of(
                    "run-abandoned",
                    Fault.OUTSIDE,
                    "The process of a run ended without a word: it was killed, the machine stopped, or"
                            + " its connection to the database broke. A run is one transaction, so"
                            + " nothing of it is loaded; documents it had fetched are stored. Run"
                            + " again.");

    private LedgerProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                RUN_UNKNOWN,
                QUARANTINE_UNKNOWN,
                DATASET_UNKNOWN,
                DATASET_BUSY,
                LINEAGE_MISSING,
                LINEAGE_DAMAGED,
                RUN_ABANDONED);
    }
}
