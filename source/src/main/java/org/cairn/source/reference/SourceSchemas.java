package org.cairn.source.reference;

import org.cairn.source.declare.CairnKeys;
import org.cairn.source.declare.PipelineKeys;
import org.cairn.source.declare.SourceKeys;

/// The JSON Schemas (draft 2020-12) of the YAML files, for editors.
///
/// They know the keys and the kinds of values; names that must exist, paths and expressions are
/// checked by lint only. Safe for any thread.
public final class SourceSchemas {
    private SourceSchemas() {}

    /// For `cairn.yaml`.
    public static String cairn() {
        return new SchemaWriter(CairnKeys.FILE).write("cairn.yaml");
    }

    /// For `sources/*.yaml`.
    public static String source() {
        return new SchemaWriter(SourceKeys.FILE).write("sources/*.yaml");
    }

    /// For `pipelines/*.yaml`.
    public static String pipeline() {
        return new SchemaWriter(PipelineKeys.FILE).write("pipelines/*.yaml");
    }
}
