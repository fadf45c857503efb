package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.IndexSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ViewSpec;
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

    /// A table or a view in the database.
    static final Shape<DatasetName> TABLE =
            TextShape.formed(
                            "`table` or `schema.table`",
                            "(" + NAME + "\\.)?" + NAME,
                            "Write table or schema.table in small letters, digits and _.")
                    .as(PipelineKeys::dataset);

    private static final Key<DatasetName> DATASET =
            Key.optional("dataset", TABLE, "The table that holds the records.")
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
    private static final Key<Design> DESIGN =
            Key.optional(
                            "design",
                            RecordShape.of(
                                            "design",
                                            "How the dataset is stored.",
                                            List.of(INDEXES, ViewKeys.VIEWS),
                                            in ->
                                                    new Design(
                                                            in.get(INDEXES),
                                                            in.get(ViewKeys.VIEWS)))
                                    .later("search", "partition", "newer_wins"),
                            "How the dataset is stored.")
                    .otherwise(new Design(List.of(), List.of()));

    private record Design(List<IndexSpec> indexes, List<ViewSpec> views) {}

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
        DatasetName declared = in.find(DATASET);
        DatasetName dataset =
                declared == null ? new DatasetName("public", in.get(PIPELINE)) : declared;
        Design design = in.get(DESIGN);
        return new PipelineSpec(
                in.get(PIPELINE),
                in.reading().file(),
                in.get(FROM),
                dataset,
                fields == null ? List.of() : List.copyOf(fields.values()),
                required,
                design.indexes(),
                design.views().stream().map(view -> ViewKeys.over(dataset, view)).toList());
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
