package org.cairn.source.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.source.json.JsonMembers;
import org.cairn.source.json.JsonValue;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.MappedShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.WholeShape;
import org.jspecify.annotations.Nullable;

/// Writes the JSON Schema of one file. Confined to one call of [#write].
final class SchemaWriter {
    private final RecordShape<?> file;
    private final Map<String, JsonValue> definitions = new LinkedHashMap<>();

    SchemaWriter(RecordShape<?> file) {
        this.file = file;
    }

    String write(String title) {
        JsonValue.Members own = object(file);
        var schema =
                new JsonMembers()
                        .with("$schema", "https://json-schema.org/draft/2020-12/schema")
                        .with("title", title);
        own.members().forEach(schema::with);
        return schema.with("$defs", new JsonValue.Members(definitions)).done().pretty();
    }

    private JsonValue.Members object(RecordShape<?> shape) {
        var properties = new JsonMembers();
        for (Key<?> key : shape.keys()) {
            properties.with(key.name(), property(key));
        }
        List<String> required =
                shape.keys().stream().filter(Key::isRequired).map(Key::name).toList();
        var object =
                new JsonMembers()
                        .with("description", shape.description())
                        .with("type", "object")
                        .with("properties", properties.done())
                        .with("required", required.isEmpty() ? null : JsonValue.texts(required))
                        .with("additionalProperties", new JsonValue.Flag(false));
        if (shape.arity() == RecordShape.Arity.EXACTLY_ONE) {
            object.with("minProperties", 1).with("maxProperties", 1);
        }
        return object.done();
    }

    private JsonValue property(Key<?> key) {
        var property = new JsonMembers().with("description", key.description());
        of(key.shape()).members().forEach(property::with);
        return property.with("default", byDefault(key)).done();
    }

    private static @Nullable JsonValue byDefault(Key<?> key) {
        Object value = key.otherwise();
        return value == null ? null : DefaultText.json(key.shape(), value);
    }

    private JsonValue.Members of(Shape<?> shape) {
        return switch (shape) {
            case TextShape text -> text(text);
            case ChoiceShape<?> choice ->
                    new JsonMembers()
                            .with("enum", JsonValue.texts(List.copyOf(choice.choices().keySet())))
                            .done();
            case WholeShape whole ->
                    new JsonMembers()
                            .with("type", "integer")
                            .with("minimum", whole.min())
                            .with(
                                    "maximum",
                                    whole.max() == Long.MAX_VALUE
                                            ? null
                                            : JsonValue.of(whole.max()))
                            .done();
            case NumberShape number -> number(number.min(), number.max());
            case FlagShape _ -> new JsonMembers().with("type", "boolean").done();
            case ListShape<?> list -> list(list);
            case MapShape<?> map ->
                    new JsonMembers()
                            .with("type", "object")
                            .with("additionalProperties", of(map.value()))
                            .done();
            case EitherShape<?> either -> either(either);
            case RecordShape<?> record -> reference(record);
            case MappedShape<?, ?> mapped -> of(mapped.inner());
        };
    }

    // An editor reads an unquoted 2024 as a number, and Cairn takes it as the text it is.
    private static JsonValue.Members text(TextShape text) {
        List<String> types = new ArrayList<>(List.of("string", "number", "boolean"));
        if (text.nothing() == TextShape.Nothing.TEXT) {
            types.add("null");
        }
        String form = text.form();
        return new JsonMembers()
                .with("type", JsonValue.texts(types))
                .with("pattern", form == null ? null : "^(?:" + form + ")$")
                .done();
    }

    private static JsonValue.Members number(@Nullable BigDecimal min, @Nullable BigDecimal max) {
        return new JsonMembers()
                .with("type", "number")
                .with("minimum", min)
                .with("maximum", max)
                .done();
    }

    private JsonValue.Members list(ListShape<?> list) {
        var array = new JsonMembers().with("type", "array").with("items", of(list.element()));
        if (list.min() > 0) {
            array.with("minItems", list.min());
        }
        if (list.max() < Integer.MAX_VALUE) {
            array.with("maxItems", list.max());
        }
        return array.done();
    }

    private JsonValue.Members either(EitherShape<?> either) {
        List<JsonValue> forms = new ArrayList<>();
        either.forms().forEach(form -> forms.add(of(form)));
        return forms.size() == 1 && forms.getFirst() instanceof JsonValue.Members only
                ? only
                : new JsonMembers().with("anyOf", new JsonValue.Items(forms)).done();
    }

    private JsonValue.Members reference(RecordShape<?> record) {
        String name = record.name().replace(' ', '_');
        if (!definitions.containsKey(name)) {
            // The place first: definitions stand in the order in which they are met.
            definitions.put(name, new JsonValue.Flag(true));
            definitions.put(name, object(record));
        }
        return new JsonMembers().with("$ref", "#/$defs/" + name).done();
    }
}
