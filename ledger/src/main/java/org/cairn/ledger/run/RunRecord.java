package org.cairn.ledger.run;

import java.time.Instant;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.jspecify.annotations.Nullable;

/// One run as the ledger knows it.
///
/// @param names what was asked for: sources and pipelines
/// @param problem the problem that ended it, as JSON
/// @param cancel why somebody wanted it to end, and who; of a run under way, it is about to
public record RunRecord(
        RunNumber run,
        RunState state,
        List<String> names,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long xid,
        @Nullable Lsn commitLsn,
        @Nullable OverrideWord override,
        @Nullable String heldReason,
        @Nullable String problem,
        @Nullable OverrideWord cancel,
        List<RunPart> parts) {
    public RunRecord {
        names = List.copyOf(names);
        parts = List.copyOf(parts);
    }

    /// Somebody's word about a run: that it may load although it is outside what was expected, or
    /// that it is to end.
    public record OverrideWord(String reason, String by) {}

    /// What the run found in one resource for one dataset.
    public record RunPart(String source, String resource, String dataset, RunCounts counts) {}

    public RunCounts total() {
        return RunCounts.sum(parts.stream().map(RunPart::counts).toList());
    }
}
