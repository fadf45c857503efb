package org.cairn.collect.validate;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.kernel.JsonText;
import org.cairn.source.jsonschema.RecordSchema;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SchemaSpec;
import org.jspecify.annotations.Nullable;

/// Holds records as they come against the JSON Schema of their resource, compiled once. A resource
/// without one pays nothing. Pure; safe for any thread.
public final class SchemaCheck {
    private static final FieldOrigin WHOLE = new FieldOrigin.Json(new JsonPath(List.of()));

    private final @Nullable RecordSchema schema;

    private SchemaCheck(@Nullable RecordSchema schema) {
        this.schema = schema;
    }

    public static SchemaCheck of(ResourceSpec resource) {
        SchemaSpec declared = resource.schema();
        return new SchemaCheck(declared == null ? null : RecordSchema.compile(declared.text()));
    }

    /// What to take out of a record: what its mapping wants, and behind that all of it.
    public Projection projection(Projection wanted) {
        if (schema == null) {
            return wanted;
        }
        List<FieldOrigin> origins = new ArrayList<>(wanted.origins());
        origins.add(WHOLE);
        return new Projection(origins, wanted.children());
    }

    /// What is wrong with a record that was taken out by [#projection].
    public List<Violation> violations(RawRecord raw) {
        if (schema == null) {
            return List.of();
        }
        return schema.check(json(raw.values()[raw.values().length - 1])).stream()
                .map(each -> new Violation("schema-mismatch", each.pointer(), each.message()))
                .toList();
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case RawJson(String text) -> text;
            case RawNumber(String text) -> text;
            case Boolean flag -> flag.toString();
            default -> JsonText.quote(value.toString());
        };
    }
}
