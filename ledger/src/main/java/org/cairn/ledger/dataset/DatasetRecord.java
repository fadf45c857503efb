package org.cairn.ledger.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table that Cairn owns.
///
/// @param parentId the dataset whose records these rows belong to, for a child dataset
/// @param field the field of the parent that lists them
/// @param keys alternatives of key columns, the first complete one counts; for a child the parent's
public record DatasetRecord(
        int datasetId,
        String schema,
        String table,
        @Nullable Integer parentId,
        @Nullable String field,
        List<List<String>> keys) {
    public DatasetRecord {
        keys = keys.stream().map(List::copyOf).toList();
    }

    /// Without the schema where it is `public`.
    public String name() {
        return schema.equals("public") ? table : schema + "." + table;
    }

    public boolean isChild() {
        return parentId != null;
    }
}
