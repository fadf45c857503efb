package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.IndexSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// The file of a pipeline, `pipelines/NAME.yaml`.
public final class PipelineKeys {
    private static final String NAME = "[a-z][a-z0-9_]{0,49}";

    private static final Key<String> PIPELINE =
            Key.required("pipeline", Names.THING, "The name of the pipeline.");

    private static final Key<List<ResourceRef>> FROM =
            Key.required(
                    "from",
                    ListShape.atLeastOne(
                            TextShape.formed(
                                            "`source.resource`",
                                            NAME + "\\." + NAME,
                                            "Write the name of a source, a dot and the name of a"
                                                    + " resource.")
                                    .as(PipelineKeys::resource)),
                    "The resources whose records become the dataset.");

    private static final Key<DatasetName> DATASET =
            Key.optional(
                            "dataset",
                            TextShape.formed(
                                            "`table` or `schema.table`",
                                            "(" + NAME + "\\.)?" + NAME,
                                            "Write table or schema.table in small letters, digits"
                                                    + " and _.")
                                    .as(PipelineKeys::dataset),
                            "The table that holds the records.")
                    .absent("the name of the pipeline, in schema `public`");

    private static final Key<String> LEVEL =
            Key.required(
                    "level",
                    ChoiceShape.of(Map.of("record", "record")).later("table"),
                    "What is checked.");
    private static final Key<List<String>> REQUIRED =
            Key.required(
                    "required",
                    Names.SOME_TEXTS,
                    "Fields without which a record goes to quarantine.");
    private static final Key<List<List<String>>> CHECKS =
            Key.optional(
                            "checks",
                            ListShape.of(
                                    RecordShape.of(
                                                    "check",
                                                    "What must hold of each record.",
                                                    List.of(LEVEL, REQUIRED),
                                                    in -> in.get(REQUIRED))
                                            .later(
                                                    "name",
                                                    "expr",
                                                    "dimension",
                                                    "missing_percent",
                                                    "unique",
                                                    "relationships",
                                                    "sql",
                                                    "expect",
                                                    "freshness",
                                                    "anomaly")),
                            "What must hold of the records.")
                    .otherwise(List.<List<String>>of());

    private static final Key<List<String>> COLUMNS =
            Key.required("columns", Names.SOME_TEXTS, "The columns of the index, in order.");
    private static final Key<List<IndexSpec>> INDEXES =
            Key.optional(
                            "indexes",
                            ListShape.of(
                                    RecordShape.of(
                                                    "index",
                                                    "A b-tree index.",
                                                    List.of(COLUMNS),
                                                    in -> new IndexSpec(in.get(COLUMNS)))
                                            .later("where", "using", "include")),
                            "Indexes that users' queries want.")
                    .otherwise(List.<IndexSpec>of());
    private static final Key<List<IndexSpec>> DESIGN =
            Key.optional(
                            "design",
                            RecordShape.of(
                                            "design",
                                            "How the dataset is stored.",
                                            List.of(INDEXES),
                                            in -> in.get(INDEXES))
                                    .later("search", "partition", "views", "newer_wins"),
                            "How the dataset is stored.")
                    .otherwise(List.<IndexSpec>of());

    /// What is read from the file.
    public static final RecordShape<PipelineSpec> FILE =
            RecordShape.of(
                            "pipeline",
                            "How records become a dataset.",
                            List.of(
                                    SourceKeys.VERSION,
                                    PIPELINE,
                                    FROM,
                                    DATASET,
                                    FieldKeys.PIPELINE_FIELDS,
                                    CHECKS,
                                    DESIGN),
                            PipelineKeys::pipeline)
                    .later(
                            "geo",
                            "score",
                            "resolve",
                            "pii",
                            "load",
                            "lineage",
                            "alerts",
                            "schedule");

    private PipelineKeys() {}

    private static PipelineSpec pipeline(Values in) {
        List<String> required = new ArrayList<>();
        in.get(CHECKS).forEach(required::addAll);
        Map<String, FieldSpec> fields = in.find(FieldKeys.PIPELINE_FIELDS);
        DatasetName dataset = in.find(DATASET);
        return new PipelineSpec(
                in.get(PIPELINE),
                in.reading().file(),
                in.get(FROM),
                dataset == null ? new DatasetName("public", in.get(PIPELINE)) : dataset,
                fields == null ? List.of() : List.copyOf(fields.values()),
                required,
                in.get(DESIGN));
    }

    private static ResourceRef resource(String text, YamlNode node, Reading reading) {
        int dot = text.indexOf('.');
        return new ResourceRef(text.substring(0, dot), text.substring(dot + 1));
    }

    private static @Nullable DatasetName dataset(String text, YamlNode node, Reading reading) {
        DatasetName name = DatasetName.parse(text);
        String schema = name.schema();
        boolean own = schema.equals("cairn");
        if (own || schema.startsWith("pg_") || schema.equals("information_schema")) {
            reading.error(
                    node.place(),
                    "schema '%s' belongs to %s".formatted(schema, own ? "cairn" : "postgresql"),
                    "Choose another schema.");
            return null;
        }
        return name;
    }
}
