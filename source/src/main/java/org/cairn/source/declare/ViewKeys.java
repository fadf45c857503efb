package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.List;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ViewSpec;

/// The keys of a view: `design: {views: [{name, sql, needs}]}`.
final class ViewKeys {
    private static final Key<DatasetName> NAME =
            Key.required(
                    "name",
                    PipelineKeys.TABLE,
                    "The name of the view; without a schema it is in `public`.");
    private static final Key<String> SQL =
            Key.required(
                    "sql",
                    TextShape.formed(
                            "file in the project",
                            "[^/*?{\\[\\\\][^*?{\\[\\\\]*\\.sql",
                            "Write the path of a file in the project, for example"
                                    + " views/summary.sql."),
                    "The file with its query, for example `views/summary.sql`.");
    private static final Key<List<DatasetName>> NEEDS =
            Key.optional(
                            "needs",
                            ListShape.of(PipelineKeys.TABLE),
                            "The other datasets that the query reads. The view is made by the first"
                                    + " run after which all of them are there.")
                    .otherwise(List.<DatasetName>of());

    static final Key<List<ViewSpec>> VIEWS =
            Key.optional(
                            "views",
                            ListShape.of(
                                    RecordShape.of(
                                                    "view",
                                                    "A query under a name, made and kept as it is"
                                                            + " declared by every run into one of"
                                                            + " its datasets.",
                                                    List.of(NAME, SQL, NEEDS),
                                                    in ->
                                                            new ViewSpec(
                                                                    in.get(NAME),
                                                                    in.get(SQL),
                                                                    "",
                                                                    in.get(NEEDS)))
                                            .later("unique", "refresh")),
                            "Views over this dataset and others.")
                    .otherwise(List.<ViewSpec>of());

    private ViewKeys() {}

    /// The view that stands on the dataset of its pipeline, too.
    static ViewSpec over(DatasetName own, ViewSpec view) {
        List<DatasetName> needs = new ArrayList<>(view.needs());
        if (!needs.contains(own)) {
            needs.add(own);
        }
        return new ViewSpec(view.name(), view.file(), view.sql(), needs);
    }
}
