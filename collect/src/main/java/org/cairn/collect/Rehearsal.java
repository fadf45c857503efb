package org.cairn.collect;

import java.util.List;
import java.util.Map;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineStates.Tally;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.jspecify.annotations.Nullable;

/// What a replay would change, found out by doing it and taking it back.
///
/// @param documents that it reads
/// @param fetched the runs that fetched them
/// @param doubts why it would be held; empty unless it would
public record Rehearsal(
        long documents,
        List<RunNumber> fetched,
        List<RunPart> parts,
        List<DatasetDiff> datasets,
        Tally quarantine,
        List<String> doubts) {
    public Rehearsal {
        fetched = List.copyOf(fetched);
        parts = List.copyOf(parts);
        datasets = List.copyOf(datasets);
        doubts = List.copyOf(doubts);
    }

    /// What would be otherwise in one table.
    ///
    /// @param columns in how many rows that stay a column would change
    /// @param samples the first rows of each kind, one for each column that would change
    public record DatasetDiff(
            String dataset,
            long added,
            long changed,
            long gone,
            Map<String, Long> columns,
            List<Sample> samples) {}

    /// One row, or one value of it.
    ///
    /// @param kind `added`, `changed` or `gone`
    /// @param before as JSON, cut where it is long
    public record Sample(
            String kind,
            String key,
            @Nullable String column,
            @Nullable String before,
            @Nullable String after) {}
}
