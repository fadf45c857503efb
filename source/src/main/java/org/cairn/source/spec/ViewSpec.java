package org.cairn.source.spec;

import java.util.List;
import org.cairn.source.spec.PipelineSpec.DatasetName;

/// A view over datasets, from `design: {views: […]}` of a pipeline.
///
/// @param file with its SQL, relative to the project
/// @param sql one query; empty until the file was read
/// @param needs datasets that must be there before it can be made; that of its pipeline among them
public record ViewSpec(DatasetName name, String file, String sql, List<DatasetName> needs) {
    public ViewSpec {
        needs = List.copyOf(needs);
    }

    /// The same view with the query of its file.
    public ViewSpec reading(String query) {
        return new ViewSpec(name, file, query, needs);
    }
}
