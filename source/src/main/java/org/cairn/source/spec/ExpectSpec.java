package org.cairn.source.spec;

import org.jspecify.annotations.Nullable;

/// What a good run looks like; a run outside it is held and loads nothing.
///
/// @param minRecords accepted records of the resource, over all documents of the run
/// @param maxDropPercent against the last loaded run of the resource; 100 means no limit
public record ExpectSpec(long minRecords, @Nullable Long maxRecords, double maxDropPercent) {
    public static final ExpectSpec DEFAULT = new ExpectSpec(1, null, 50.0);

    public ExpectSpec {
        if (minRecords < 0 || (maxRecords != null && maxRecords < minRecords)) {
            throw new IllegalArgumentException("min_records is at least 0 and at most max_records");
        }
        if (!(maxDropPercent >= 0 && maxDropPercent <= 100)) {
            throw new IllegalArgumentException("max_drop_percent is from 0 to 100");
        }
    }
}
