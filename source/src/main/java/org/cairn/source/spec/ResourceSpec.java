package org.cairn.source.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One kind of record in a source and how it becomes a row.
///
/// @param records how records are found, tried in order per document; for CSV and JSON Lines one
///   strategy that takes every line
/// @param fields what to take from a record; empty means every field as it comes, as text or jsonb
/// @param key which fields tell records apart
/// @param schema what each record must be before it is mapped, or null
public record ResourceSpec(
        String name,
        List<RecordStrategy> records,
        List<FieldSpec> fields,
        KeySpec key,
        ChangeSpec change,
        Gone gone,
        ExpectSpec expect,
        @Nullable SchemaSpec schema) {
    /// A resource whose records no schema describes.
    public ResourceSpec(
            String name,
            List<RecordStrategy> records,
            List<FieldSpec> fields,
            KeySpec key,
            ChangeSpec change,
            Gone gone,
            ExpectSpec expect) {
        this(name, records, fields, key, change, gone, expect, null);
    }

    public ResourceSpec {
        records = List.copyOf(records);
        fields = List.copyOf(fields);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a resource has at least one record strategy");
        }
    }

    /// The same resource with these fields, for one that declares none.
    public ResourceSpec withFields(List<FieldSpec> offered) {
        return new ResourceSpec(name, records, offered, key, change, gone, expect, schema);
    }

    /// What absence of a known record in a full listing means.
    public enum Gone {
        /// The row is marked as withdrawn; it stays.
        WITHDRAW,
        /// Nothing.
        KEEP,
        /// The run is held for a person to decide.
        HOLD
    }
}
