package org.cairn.source.read;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.yaml.Place;
import org.jspecify.annotations.Nullable;

/// Whether the names in a pipeline are fields of its resources. Confined to one call of [#check].
final class PipelineLint {
    private final Loaded<PipelineSpec> file;
    private final PipelineSpec pipeline;
    private final List<ResourceSpec> from;

    PipelineLint(
            Loaded<PipelineSpec> file,
            PipelineSpec pipeline,
            Map<ResourceRef, ResourceSpec> resources) {
        this.file = file;
        this.pipeline = pipeline;
        this.from = pipeline.from().stream().map(resources::get).filter(Objects::nonNull).toList();
    }

    void check() {
        pipeline.fields().forEach(this::checkOrigins);
        Set<String> columns = columns();
        if (columns == null) {
            return;
        }
        checkRequired(columns);
        checkIndexes(columns);
    }

    static List<String> lists(ResourceSpec resource) {
        return resource.fields().stream()
                .filter(FieldSpec.Children.class::isInstance)
                .map(FieldSpec::name)
                .toList();
    }

    private void checkOrigins(FieldSpec field) {
        Set<String> known = resourceFields();
        if (known == null || !(field instanceof FieldSpec.Value value)) {
            return;
        }
        Set<String> lists = new HashSet<>();
        from.forEach(resource -> lists.addAll(lists(resource)));
        for (int i = 0; i < value.any().size(); i++) {
            if (value.any().get(i) instanceof FieldOrigin.From(String name)) {
                Place place = originPlace(field.name(), i);
                if (lists.contains(name)) {
                    file.reading()
                            .error(
                                    place,
                                    "'%s' is a list, and a pipeline with fields cannot take lists yet"
                                            .formatted(name),
                                    "Remove it, or remove 'fields' so that all fields are taken.");
                } else if (!known.contains(name)) {
                    unknown(place, name, known);
                }
            }
        }
    }

    private Place originPlace(String field, int i) {
        if (file.at().has("fields", field, "any")) {
            return file.at().value("fields", field, "any", i, "from");
        }
        return file.at().has("fields", field, "from")
                ? file.at().value("fields", field, "from")
                : file.at().key("fields", field);
    }

    private void checkRequired(Set<String> columns) {
        int next = 0;
        for (int i = 0; file.at().has("checks", i); i++) {
            for (int j = 0; file.at().has("checks", i, "required", j); j++) {
                String name = pipeline.required().get(next++);
                if (!columns.contains(name)) {
                    unknown(file.at().value("checks", i, "required", j), name, columns);
                }
            }
        }
    }

    private void checkIndexes(Set<String> columns) {
        for (int i = 0; i < pipeline.indexes().size(); i++) {
            List<String> indexed = pipeline.indexes().get(i).columns();
            for (int j = 0; j < indexed.size(); j++) {
                if (!columns.contains(indexed.get(j))) {
                    unknown(
                            file.at().value("design", "indexes", i, "columns", j),
                            indexed.get(j),
                            columns);
                }
            }
        }
    }

    private void unknown(Place place, String name, Set<String> known) {
        file.reading()
                .error(
                        place,
                        "there is no field %s%s"
                                .formatted(Words.quoted(name), Words.didYouMean(name, known)),
                        "Use one of: %s.".formatted(String.join(", ", known)));
    }

    /// The columns of the dataset without lists, or null where they are known only after reading
    /// data.
    private @Nullable Set<String> columns() {
        Set<String> columns = pipeline.fields().isEmpty() ? resourceFields() : names();
        if (columns != null && pipeline.fields().isEmpty()) {
            from.forEach(resource -> lists(resource).forEach(columns::remove));
        }
        return columns;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        pipeline.fields().forEach(field -> names.add(field.name()));
        return names;
    }

    private @Nullable Set<String> resourceFields() {
        Set<String> names = new LinkedHashSet<>();
        for (ResourceSpec resource : from) {
            if (resource.fields().isEmpty()) {
                return null;
            }
            resource.fields().forEach(field -> names.add(field.name()));
        }
        return from.size() == pipeline.from().size() ? names : null;
    }
}
