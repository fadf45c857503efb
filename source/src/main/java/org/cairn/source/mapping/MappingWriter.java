package org.cairn.source.mapping;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.cairn.source.json.JsonMembers;
import org.cairn.source.json.JsonValue;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.TransformSpec;

/// Specs to JSON; [MappingParts] is its mirror.
final class MappingWriter {
    private MappingWriter() {}

    static JsonValue write(Mapping mapping) {
        return new JsonMembers()
                .with("mapping", MappingText.VERSION)
                .with("input", input(mapping.input()))
                .with("resource", resource(mapping.resource()))
                .with("pipeline", pipeline(mapping.pipeline()))
                .done();
    }

    private static JsonValue input(FileInput input) {
        return new JsonMembers()
                .with("format", word(input.format()))
                .with("encoding", input.encoding())
                .with("dialect", dialect(input.dialect()))
                .with("bad_lines", badLines(input.badLines()))
                .with("columns", word(input.columnNames()))
                .with("table", MappingTables.table(input.table()))
                .with("base_url", input.markup().baseUrl())
                .with(
                        "namespaces",
                        input.markup().namespaces().isEmpty()
                                ? null
                                : map(input.markup().namespaces(), JsonValue::of))
                .done();
    }

    private static JsonValue dialect(CsvDialect dialect) {
        Character delimiter = dialect.delimiter();
        return new JsonMembers()
                .with("delimiter", delimiter == null ? null : delimiter.toString())
                .with("quote", String.valueOf(dialect.quote()))
                .with("header_row", dialect.headerRow())
                .with("null_values", JsonValue.texts(dialect.nullValues()))
                .done();
    }

    private static JsonValue badLines(BadLines badLines) {
        return new JsonMembers()
                .with("max_percent", new JsonValue.Numeral(Double.toString(badLines.maxPercent())))
                .with("max_count", badLines.maxCount())
                .done();
    }

    private static JsonValue resource(ResourceSpec resource) {
        return new JsonMembers()
                .with("name", resource.name())
                .with("records", JsonValue.list(resource.records(), MappingWriter::strategy))
                .with("fields", JsonValue.list(resource.fields(), MappingWriter::field))
                .with("key", JsonValue.list(resource.key().alternatives(), JsonValue::texts))
                .with("change", change(resource.change()))
                .done();
    }

    private static JsonValue strategy(RecordStrategy strategy) {
        return new JsonMembers()
                .with("id", strategy.id())
                .with("file", strategy.whenFile())
                .with("json", strategy.path().toString())
                .with("set", map(strategy.set(), JsonValue::of))
                .with("carry", map(strategy.carry(), path -> JsonValue.of(path.toString())))
                .with("unpivot", MappingTables.unpivot(strategy.unpivot()))
                .with("markup", strategy.markup() == null ? null : markup(strategy.markup()))
                .done();
    }

    private static JsonValue markup(MarkupRecords markup) {
        return new JsonMembers()
                .with("select", selector(markup.select()))
                .with("min", markup.min())
                .with("carry", map(markup.carry(), MappingWriter::selector))
                .done();
    }

    private static JsonValue selector(Selector selector) {
        return new JsonMembers().with(selector.kind().key(), selector.text()).done();
    }

    private static JsonValue change(ChangeSpec change) {
        return new JsonMembers()
                .with("volatile", JsonValue.texts(change.volatileFields()))
                .with("unordered", JsonValue.texts(change.unordered()))
                .done();
    }

    private static JsonValue pipeline(PipelineSpec pipeline) {
        var dataset = pipeline.dataset();
        return new JsonMembers()
                .with("name", pipeline.name())
                .with(
                        "from",
                        JsonValue.list(
                                pipeline.from(),
                                ref ->
                                        new JsonMembers()
                                                .with("source", ref.source())
                                                .with("resource", ref.resource())
                                                .done()))
                .with("schema", dataset.schema())
                .with("table", dataset.table())
                .with("fields", JsonValue.list(pipeline.fields(), MappingWriter::field))
                .with("required", JsonValue.texts(pipeline.required()))
                .done();
    }

    private static JsonValue field(FieldSpec field) {
        return switch (field) {
            case FieldSpec.Value value -> value(value);
            case FieldSpec.Children children ->
                    new JsonMembers()
                            .with("name", children.name())
                            .with(
                                    "each",
                                    JsonValue.list(
                                            children.each(), path -> JsonValue.of(path.toString())))
                            .with(
                                    "select",
                                    children.select().isEmpty()
                                            ? null
                                            : JsonValue.list(
                                                    children.select(), MappingWriter::selector))
                            .with("fields", JsonValue.list(children.fields(), MappingWriter::value))
                            .done();
        };
    }

    private static JsonValue value(FieldSpec.Value value) {
        return new JsonMembers()
                .with("name", value.name())
                .with("any", JsonValue.list(value.any(), MappingWriter::origin))
                .with("type", word(value.type()))
                .with("transform", JsonValue.list(value.transforms(), MappingWriter::transform))
                .with("checks", checks(value.checks()))
                .done();
    }

    private static JsonValue origin(FieldOrigin origin) {
        var members = new JsonMembers();
        return switch (origin) {
            case FieldOrigin.Json(var path) -> members.with("json", path.toString()).done();
            case FieldOrigin.From(String name) -> members.with("from", name).done();
            case FieldOrigin.Carry(String name) -> members.with("carry", name).done();
            case FieldOrigin.Select(Selector selector, var take, var links) ->
                    members.with("select", selector(selector))
                            .with("take", word(take))
                            .with("links", word(links))
                            .done();
            case FieldOrigin.Followed(Selector link, var value, var missing) ->
                    members.with("follow", selector(link))
                            .with("missing", word(missing))
                            .with("value", origin(value))
                            .done();
        };
    }

    private static JsonValue transform(TransformSpec transform) {
        return switch (transform) {
            case TransformSpec.Trim() -> named("trim").done();
            case TransformSpec.CollapseSpace() -> named("collapse_space").done();
            case TransformSpec.Lower() -> named("lower").done();
            case TransformSpec.Upper() -> named("upper").done();
            case TransformSpec.EmptyToNull() -> named("empty_to_null").done();
            case TransformSpec.AbsoluteUrl() -> named("absolute_url").done();
            case TransformSpec.Mailto() -> named("mailto").done();
            case TransformSpec.Nfc() -> named("nfc").done();
            case TransformSpec.StripPrefix(String text) ->
                    named("strip_prefix").with("text", text).done();
            case TransformSpec.StripSuffix(String text) ->
                    named("strip_suffix").with("text", text).done();
            case TransformSpec.Regex(String pattern) ->
                    named("regex").with("pattern", pattern).done();
            case TransformSpec.Replace(String from, String to) ->
                    named("replace").with("from", from).with("to", to).done();
            case TransformSpec.MapValues(var values) ->
                    named("map").with("values", map(values, JsonValue::of)).done();
            case TransformSpec.Nfkc() -> named("nfkc").done();
            case TransformSpec.EraDate() -> named("era_date").done();
            case TransformSpec.DatePrecision() -> named("date_precision").done();
            case TransformSpec.DateOrder(var orders) ->
                    named("date_order").with("orders", JsonValue.texts(orders)).done();
            case TransformSpec.DatePattern(var patterns) ->
                    named("date").with("patterns", JsonValue.texts(patterns)).done();
            case TransformSpec.NumberForm(String decimal, String group) ->
                    named("number").with("decimal", decimal).with("group", group).done();
            case TransformSpec.Split(String text) -> named("split").with("text", text).done();
        };
    }

    private static JsonMembers named(String transform) {
        return new JsonMembers().with("do", transform);
    }

    private static JsonValue checks(FieldChecks checks) {
        Integer minLength = checks.minLength();
        Integer maxLength = checks.maxLength();
        return new JsonMembers()
                .with("required", new JsonValue.Flag(checks.required()))
                .with("min_length", minLength == null ? null : JsonValue.of(minLength))
                .with("max_length", maxLength == null ? null : JsonValue.of(maxLength))
                .with("pattern", checks.pattern())
                .with("accepted_values", JsonValue.texts(checks.acceptedValues()))
                .with("min", checks.min())
                .with("max", checks.max())
                .done();
    }

    static <T> JsonValue map(Map<String, T> values, Function<T, JsonValue> each) {
        var members = new JsonMembers();
        new TreeMap<>(values).forEach((name, value) -> members.with(name, each.apply(value)));
        return members.done();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
