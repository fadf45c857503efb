package org.cairn.collect.map;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.map.CompiledMapping.Ordering;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.jspecify.annotations.Nullable;

/// Turns the declarations of a resource and its pipeline into a [CompiledMapping]. Confined to one
/// call of [#compile].
public final class MappingCompiler {
    private final ResourceSpec resource;
    private final PipelineSpec pipeline;
    private final Map<String, FieldSpec> resourceFields = new LinkedHashMap<>();
    private final List<FieldOrigin> origins = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();

    private MappingCompiler(ResourceSpec resource, PipelineSpec pipeline) {
        this.resource = resource;
        this.pipeline = pipeline;
        resource.fields().forEach(field -> resourceFields.put(field.name(), field));
        for (RecordStrategy strategy : resource.records()) {
            for (String name : strategy.set().keySet()) {
                resourceFields.putIfAbsent(name, constantField(name));
            }
        }
    }

    /// Compiles a mapping whose resource lists its fields (those of an undeclared resource are
    /// filled in from the documents before).
    ///
    /// Problems: `mapping-incomplete` when the key or a pipeline field names no field there is.
    public static CompiledMapping compile(ResourceSpec resource, PipelineSpec pipeline) {
        return new MappingCompiler(resource, pipeline).compile();
    }

    private CompiledMapping compile() {
        List<FieldSpec> wanted =
                pipeline.fields().isEmpty()
                        ? List.copyOf(resourceFields.values())
                        : pipeline.fields();
        List<FieldSpec.Children> children = new ArrayList<>();
        for (FieldSpec field : wanted) {
            switch (field) {
                case FieldSpec.Value value -> columns.add(column(value));
                case FieldSpec.Children list -> children.add(list);
            }
        }
        if (!pipeline.fields().isEmpty()) {
            resourceFields.values().stream()
                    .filter(FieldSpec.Children.class::isInstance)
                    .map(FieldSpec.Children.class::cast)
                    .forEach(children::add);
        }
        return new CompiledMapping(
                new Projection(origins, children.stream().map(this::childProjection).toList()),
                columns,
                keys(),
                indexes(resource.change().volatileFields()),
                indexes(resource.change().unordered()),
                children.stream().map(this::child).toList());
    }

    private Column column(FieldSpec.Value field) {
        FieldChecks checks =
                pipeline.required().contains(field.name())
                        ? field.checks().asRequired()
                        : field.checks();
        if (pipeline.fields().isEmpty()) {
            return new Column(field.name(), field.type(), checks, List.of(chain(field)), List.of());
        }
        List<Column.Chain> chains = new ArrayList<>();
        FieldType type = field.type();
        for (FieldOrigin origin : field.any()) {
            FieldSpec.Value source = resourceField(field, origin);
            chains.add(chain(source));
            if (type == FieldType.TEXT && source.type() != FieldType.TEXT && chains.size() == 1) {
                type = source.type();
            }
            if (source.checks().required()) {
                checks = field.any().size() == 1 ? checks.asRequired() : checks;
            }
        }
        return new Column(
                field.name(),
                type,
                checks,
                chains,
                field.transforms().stream().map(Transform::of).toList());
    }

    private FieldSpec.Value resourceField(FieldSpec.Value field, FieldOrigin origin) {
        if (origin instanceof FieldOrigin.From(String name)
                && resourceFields.get(name) instanceof FieldSpec.Value value) {
            return value;
        }
        throw MapProblems.MAPPING_INCOMPLETE
                .says("pipeline '%s' cannot make field '%s'", pipeline.name(), field.name())
                .what(
                        "it takes %s, which resource '%s' does not have as a single value; it has"
                                + " %s",
                        origin, resource.name(), String.join(", ", resourceFields.keySet()))
                .kept("nothing was read or loaded")
                .remedy("Name a field of the resource in `from`.")
                .asException();
    }

    private Column.Chain chain(FieldSpec.Value field) {
        List<@Nullable String> constants = new ArrayList<>();
        for (RecordStrategy strategy : resource.records()) {
            constants.add(strategy.set().get(field.name()));
        }
        return new Column.Chain(
                field.name(),
                Collections.unmodifiableList(constants),
                field.any().stream().map(this::origin).toList(),
                field.transforms().stream().map(Transform::of).toList());
    }

    private int origin(FieldOrigin wanted) {
        int known = origins.indexOf(wanted);
        if (known >= 0) {
            return known;
        }
        origins.add(wanted);
        return origins.size() - 1;
    }

    private Projection.ChildProjection childProjection(FieldSpec.Children list) {
        List<FieldOrigin> wanted =
                list.fields().stream().flatMap(field -> field.any().stream()).distinct().toList();
        return new Projection.ChildProjection(
                list.name(), list.each(), list.select(), new Projection(wanted, List.of()));
    }

    private CompiledMapping.Child child(FieldSpec.Children list) {
        List<FieldOrigin> wanted =
                list.fields().stream().flatMap(field -> field.any().stream()).distinct().toList();
        List<Column> childColumns =
                list.fields().stream()
                        .map(field ->
                                new Column(
                                        field.name(),
                                        field.type(),
                                        field.checks(),
                                        List.of(
                                                new Column.Chain(
                                                        field.name(),
                                                        List.of(),
                                                        field.any().stream()
                                                                .map(wanted::indexOf)
                                                                .toList(),
                                                        field.transforms().stream()
                                                                .map(Transform::of)
                                                                .toList())),
                                        List.of()))
                        .toList();
        return new CompiledMapping.Child(
                list.name(),
                childColumns,
                resource.change().unordered().contains(list.name())
                        ? Ordering.UNORDERED
                        : Ordering.ORDERED);
    }

    private List<List<Integer>> keys() {
        return resource.key().alternatives().stream()
                .map(names -> names.stream().map(this::keyColumn).toList())
                .toList();
    }

    private int keyColumn(String name) {
        return Stream.iterate(0, i -> i < columns.size(), i -> i + 1)
                .filter(i -> holds(columns.get(i), name))
                .findFirst()
                .orElseThrow(() ->
                        MapProblems.MAPPING_INCOMPLETE
                                .says("key field '%s' of '%s' is not there", name, resource.name())
                                .what(
                                        "the fields are %s",
                                        String.join(
                                                ", ", columns.stream().map(Column::name).toList()))
                                .kept("nothing was loaded")
                                .remedy("Correct primary_key, or declare the field in" + " fields.")
                                .asException());
    }

    private boolean holds(Column column, String resourceField) {
        return pipeline.fields().isEmpty()
                ? column.name().equals(resourceField)
                : column.any().stream().anyMatch(chain -> chain.field().equals(resourceField));
    }

    private List<Integer> indexes(List<String> names) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (names.stream().anyMatch(name -> holds(column, name))) {
                found.add(i);
            }
        }
        return found;
    }

    private static FieldSpec.Value constantField(String name) {
        return new FieldSpec.Value(name, List.of(), FieldType.TEXT, List.of(), FieldChecks.NONE);
    }
}
