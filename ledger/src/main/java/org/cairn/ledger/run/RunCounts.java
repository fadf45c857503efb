package org.cairn.ledger.run;

import java.util.Collection;

/// What became of the records of a run: records = accepted + quarantined + held, and accepted =
/// created + changed + unchanged + duplicates.
///
/// @param created rows that are new (SQL column `new`)
/// @param withdrawn rows that the source no longer lists
public record RunCounts(
        long documents,
        long records,
        long accepted,
        long quarantined,
        long created,
        long changed,
        long unchanged,
        long withdrawn,
        long duplicates,
        long held) {
    public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public RunCounts plus(RunCounts other) {
        return new RunCounts(
                documents + other.documents,
                records + other.records,
                accepted + other.accepted,
                quarantined + other.quarantined,
                created + other.created,
                changed + other.changed,
                unchanged + other.unchanged,
                withdrawn + other.withdrawn,
                duplicates + other.duplicates,
                held + other.held);
    }

    public static RunCounts sum(Collection<RunCounts> all) {
        return all.stream().reduce(NONE, RunCounts::plus);
    }

    /// The same with another number of documents: parts that read the same document count it each.
    public RunCounts withDocuments(long count) {
        return new RunCounts(
                count,
                records,
                accepted,
                quarantined,
                created,
                changed,
                unchanged,
                withdrawn,
                duplicates,
                held);
    }

    /// The same records, none of them loaded because the run is held.
    public RunCounts asHeld() {
        return new RunCounts(
                documents, records, 0, quarantined, 0, 0, 0, 0, 0, records - quarantined);
    }

    /// Whether the sums agree; false means a mistake of ours.
    public boolean balanced() {
        return records == accepted + quarantined + held
                && accepted == created + changed + unchanged + duplicates;
    }
}
