package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a good run looks like; a run outside it is held and loads nothing.
///
/// @param minRecords accepted records of the resource, over all documents of the run
/// @param declaredDrop how much fewer than in the last loaded run, in percent; 100 means no limit;
///   null where nothing is declared
/// @param fieldFill by field: the share of records with a value, in percent, at least
/// @param series a field whose numbers have no gaps
public record ExpectSpec(
        long minRecords,
        @Nullable Long maxRecords,
        @Nullable Double declaredDrop,
        Map<String, Double> fieldFill,
        @Nullable Series series) {
    /// What may be missing where nothing is declared, in percent; one record always may.
    public static final double DEFAULT_DROP = 25;

    public static final ExpectSpec DEFAULT = new ExpectSpec(1, null, null, Map.of(), null);

    public ExpectSpec(long minRecords, @Nullable Long maxRecords, double maxDropPercent) {
        this(minRecords, maxRecords, maxDropPercent, Map.of(), null);
    }

    public ExpectSpec {
        if (minRecords < 0 || (maxRecords != null && maxRecords < minRecords)) {
            throw new IllegalArgumentException("min_records is at least 0 and at most max_records");
        }
        if (declaredDrop != null && !(declaredDrop >= 0 && declaredDrop <= 100)) {
            throw new IllegalArgumentException("max_drop_percent is from 0 to 100");
        }
        fieldFill = Collections.unmodifiableMap(new LinkedHashMap<>(fieldFill));
    }

    /// How much fewer than before, in percent.
    public double maxDropPercent() {
        return declaredDrop == null ? DEFAULT_DROP : declaredDrop;
    }

    /// Whether so many of so many may be missing.
    public boolean allowsLoss(long lost, long of) {
        boolean tiny = declaredDrop == null && lost <= 1;
        return tiny || of <= 0 || 100.0 * lost / of <= maxDropPercent();
    }

    /// Numbers that a source gives one after the other.
    ///
    /// @param field with the number
    /// @param per fields within whose values it counts; empty for one series
    /// @param from the first number; null where any may be the first
    /// @param maxGaps how many numbers may be missing
    public record Series(String field, List<String> per, @Nullable Long from, long maxGaps) {
        public Series {
            per = List.copyOf(per);
        }
    }
}
