package org.cairn.source.spec;

import java.util.List;

/// How records become a dataset (`pipelines/NAME.yaml`).
///
/// @param from resources as `source.resource`; a resource that no pipeline names has an implied
///   pipeline of its own name into schema `public`
/// @param dataset `schema.table` or `table` (schema `public`)
/// @param fields empty means the resource's fields as they are
/// @param required fields that a record must have, from `checks: [{level: record, required: […]}]`
/// @param views over this dataset and others; no part of how a value is derived
public record PipelineSpec(
        String name,
        String declaredIn,
        List<ResourceRef> from,
        DatasetName dataset,
        List<FieldSpec> fields,
        List<String> required,
        List<IndexSpec> indexes,
        List<ViewSpec> views) {
    public PipelineSpec {
        from = List.copyOf(from);
        fields = List.copyOf(fields);
        required = List.copyOf(required);
        indexes = List.copyOf(indexes);
        views = List.copyOf(views);
    }

    /// Without views.
    public PipelineSpec(
            String name,
            String declaredIn,
            List<ResourceRef> from,
            DatasetName dataset,
            List<FieldSpec> fields,
            List<String> required,
            List<IndexSpec> indexes) {
        this(name, declaredIn, from, dataset, fields, required, indexes, List.of());
    }

    /// The same pipeline with other views.
    public PipelineSpec withViews(List<ViewSpec> others) {
        return new PipelineSpec(name, declaredIn, from, dataset, fields, required, indexes, others);
    }

    /// A resource of a source: `ca_legisinfo.bills`.
    public record ResourceRef(String source, String resource) {
        @Override
        public String toString() {
            return source + "." + resource;
        }
    }

    /// A table that Cairn owns.
    public record DatasetName(String schema, String table) {
        public static DatasetName parse(String text) {
            int dot = text.indexOf('.');
            return dot < 0
                    ? new DatasetName("public", text)
                    : new DatasetName(text.substring(0, dot), text.substring(dot + 1));
        }

        /// The child dataset of a field.
        public DatasetName child(String field) {
            return new DatasetName(schema, table + "_" + field);
        }

        /// Without the schema where it is `public`.
        @Override
        public String toString() {
            return schema.equals("public") ? table : schema + "." + table;
        }
    }

    /// A b-tree index that users' queries want, from `design: {indexes: [{columns: […]}]}`.
    public record IndexSpec(List<String> columns) {
        public IndexSpec {
            columns = List.copyOf(columns);
        }
    }
}
