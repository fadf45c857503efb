package org.cairn.collect;

import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.jspecify.annotations.Nullable;

/// How a run ended, computed from what was loaded.
///
/// @param documents fetched; a document that several resources read counts once
/// @param heldReasons why it is held; empty unless it is
/// @param overridden what an override let pass; empty without one
/// @param commitLsn a position at or after its commit; null when nothing was committed
public record RunReport(
        RunNumber run,
        RunState state,
        long documents,
        List<RunPart> parts,
        List<String> heldReasons,
        List<String> overridden,
        @Nullable Lsn commitLsn,
        double seconds) {
    public RunReport {
        parts = List.copyOf(parts);
        heldReasons = List.copyOf(heldReasons);
        overridden = List.copyOf(overridden);
    }

    public RunCounts total() {
        return RunCounts.sum(parts.stream().map(RunPart::counts).toList()).withDocuments(documents);
    }
}
