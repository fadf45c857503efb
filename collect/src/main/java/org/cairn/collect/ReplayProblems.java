package org.cairn.collect;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems of reading archived documents again.
public final class ReplayProblems {
    public static final ProblemCode REPLAY_NOTHING =
            ProblemCode.of(
                    "replay-nothing",
                    Fault.USAGE,
                    "There is nothing to read again: no run has fetched and loaded all that the"
                            + " dataset reads, or no document is meant by what was asked for. A"
                            + " replay begins with the newest run that fetched everything there was"
                            + " for each source of the dataset; `cairn run NAME --full` makes one.");
    public static final ProblemCode REPLAY_OUTDATED =
            ProblemCode.of(
                    "replay-outdated",
                    Fault.USAGE,
                    "The documents that were named are not of the newest listing of their source,"
                            + " so later ones may say something newer of the same records. Read"
                            + " again alone, they would set rows back. A replay of everything, or of"
                            + " all since a time, ends with the newest.");
    public static final ProblemCode REPLAY_DOCUMENT_LOST =
            ProblemCode.of(
                    "replay-document-lost",
                    Fault.DAMAGE,
                    "The vault cannot give a document that a replay reads: its bytes are missing or"
                            + " damaged. Nothing was applied. `cairn repo verify` says what else is"
                            + " affected, and `cairn repo replicate` can bring it back from a copy."
                            + " Where the source still has it, a run fetches it anew.");

    public static final ProblemCode RUN_NOT_HELD =
            ProblemCode.of(
                    "run-not-held",
                    Fault.USAGE,
                    "Only a run that is held, and about which nobody has decided, can be approved or"
                            + " rejected. `cairn run show N` says how a run stands and who decided.");

    private ReplayProblems() {}

    public static List<ProblemCode> all() {
        return List.of(REPLAY_NOTHING, REPLAY_OUTDATED, REPLAY_DOCUMENT_LOST, RUN_NOT_HELD);
    }
}
