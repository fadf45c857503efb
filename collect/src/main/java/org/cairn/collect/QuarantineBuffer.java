package org.cairn.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.ledger.quarantine.QuarantineLedger.Entry;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;

/// Refusals of a run on their way to the ledger: gathered while the connection is busy with rows.
/// Confined to the run's thread.
final class QuarantineBuffer {
    /// About 4 MiB.
    private static final int FULL = 20_000;

    /// How many refusals are told of a run that is held.
    private static final int KEPT = 1_000;

    private final RunContext run;
    private final RecordHashes hashes;
    private final Map<Where, List<Entry>> entries = new LinkedHashMap<>();
    private final Map<Where, List<Entry>> first = new LinkedHashMap<>();
    private int size;
    private int kept;

    QuarantineBuffer(RunContext run) {
        this.run = run;
        this.hashes = new RecordHashes(run::body);
    }

    /// Where a refused record was.
    record Place(Where where, long documentNo, int mappingNo, ByteSpan span) {}

    void add(Place place, String stage, List<Violation> violations) {
        for (Violation violation : violations) {
            entries.computeIfAbsent(place.where(), _ -> new ArrayList<>())
                    .add(
                            new Entry(
                                    place.documentNo(),
                                    place.mappingNo(),
                                    place.span(),
                                    stage,
                                    violation.code(),
                                    violation.field().isEmpty() ? null : violation.field(),
                                    violation.message()));
            size++;
        }
    }

    boolean isFull() {
        return size >= FULL;
    }

    /// Writes what was gathered; the connection must be free.
    void flush() {
        entries.values().forEach(list -> list.replaceAll(this::hashed));
        entries.forEach((where, list) ->
                run.quarantine().addAll(run.connection(), run.number(), where, list));
        entries.forEach(this::keep);
        entries.clear();
        size = 0;
    }

    private Entry hashed(Entry entry) {
        return entry.of(hashes.of(entry.documentNo(), entry.span()));
    }

    private void keep(Where where, List<Entry> list) {
        List<Entry> some = list.subList(0, Math.min(list.size(), KEPT - kept));
        first.computeIfAbsent(where, _ -> new ArrayList<>()).addAll(some);
        kept += some.size();
    }

    /// The first refusals of all that were flushed, for a run that is held: whoever decides about
    /// it wants to know why.
    Map<Where, List<Entry>> first() {
        return first;
    }
}
