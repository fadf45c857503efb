package org.cairn.source.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One declared source: where data comes from and which resources are in it (`sources/NAME.yaml`).
///
/// @param name `[a-z][a-z0-9_]*`
/// @param declaredIn the file it was read from, relative to the project
/// @param web how it is asked where it is on the web
/// @param schedule when `cairn serve` runs it
public record SourceSpec(
        String name,
        String declaredIn,
        @Nullable Publisher publisher,
        SourceInput input,
        WebSpec web,
        SourceSchedule schedule,
        List<ResourceSpec> resources) {
    public SourceSpec {
        resources = List.copyOf(resources);
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("a source has at least one resource");
        }
    }

    /// How the bytes of its documents are to be read.
    public FileInput reading() {
        return input.reading();
    }

    /// Who publishes the data and under which licence.
    public record Publisher(
            String name,
            @Nullable String url,
            @Nullable String country,
            @Nullable String licence) {}
}
