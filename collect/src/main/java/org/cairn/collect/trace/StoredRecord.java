package org.cairn.collect.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetRecord;
import org.jspecify.annotations.Nullable;

/// A row of a dataset as it stands.
///
/// @param rid names this version of the row
/// @param keyHash its hash of the key; of a child the parent's
/// @param columns column name to value as JSON text, without Cairn's own columns
/// @param withdrawn the run that no longer found it
public record StoredRecord(
        DatasetRecord dataset,
        RecordKey key,
        long rid,
        UUID keyHash,
        Map<String, String> columns,
        @Nullable RunNumber withdrawn) {
    public StoredRecord {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
}
