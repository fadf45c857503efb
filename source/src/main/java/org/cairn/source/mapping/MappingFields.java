package org.cairn.source.mapping;

import java.math.BigDecimal;
import java.util.List;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// The fields in a stored mapping.
final class MappingFields {
    private MappingFields() {}

    static FieldSpec field(Stored in) {
        return in.has("each")
                ? new FieldSpec.Children(
                        in.text("name"),
                        in.texts("each").stream().map(JsonPath::parse).toList(),
                        in.has("select") ? in.list("select", MappingFields::selector) : List.of(),
                        in.list("fields", MappingFields::value))
                : value(in);
    }

    private static FieldSpec.Value value(Stored in) {
        return new FieldSpec.Value(
                in.text("name"),
                in.list("any", MappingFields::origin),
                in.word("type", FieldType.class),
                in.list("transform", MappingFields::transform),
                checks(in.below("checks")));
    }

    private static FieldOrigin origin(Stored in) {
        if (in.has("json")) {
            return new FieldOrigin.Json(JsonPath.parse(in.text("json")));
        }
        if (in.has("select")) {
            return select(in);
        }
        if (in.has("follow")) {
            return new FieldOrigin.Followed(
                    selector(in.below("follow")),
                    select(in.below("value")),
                    in.word("missing", FieldSpec.Missing.class));
        }
        return in.has("carry")
                ? new FieldOrigin.Carry(in.text("carry"))
                : new FieldOrigin.From(in.text("from"));
    }

    private static FieldOrigin.Select select(Stored in) {
        return new FieldOrigin.Select(
                selector(in.below("select")),
                in.word("take", FieldOrigin.Take.class),
                in.word("links", FieldOrigin.Links.class));
    }

    static Selector selector(Stored in) {
        for (Selector.Kind kind : Selector.Kind.values()) {
            if (in.has(kind.key())) {
                return new Selector(kind, in.text(kind.key()));
            }
        }
        throw new IllegalArgumentException("a selector is expected");
    }

    private static TransformSpec transform(Stored in) {
        String name = in.text("do");
        return switch (name) {
            case "trim" -> new TransformSpec.Trim();
            case "collapse_space" -> new TransformSpec.CollapseSpace();
            case "lower" -> new TransformSpec.Lower();
            case "upper" -> new TransformSpec.Upper();
            case "empty_to_null" -> new TransformSpec.EmptyToNull();
            case "absolute_url" -> new TransformSpec.AbsoluteUrl();
            case "mailto" -> new TransformSpec.Mailto();
            case "nfc" -> new TransformSpec.Nfc();
            case "strip_prefix" -> new TransformSpec.StripPrefix(in.text("text"));
            case "strip_suffix" -> new TransformSpec.StripSuffix(in.text("text"));
            case "regex" -> new TransformSpec.Regex(in.text("pattern"));
            case "replace" -> new TransformSpec.Replace(in.text("from"), in.text("to"));
            case "map" -> new TransformSpec.MapValues(in.map("values", text -> text));
            case "nfkc" -> new TransformSpec.Nfkc();
            case "era_date" -> new TransformSpec.EraDate();
            case "date_precision" -> new TransformSpec.DatePrecision();
            case "date_order" -> new TransformSpec.DateOrder(in.texts("orders"));
            case "date" -> new TransformSpec.DatePattern(in.texts("patterns"));
            case "number" -> new TransformSpec.NumberForm(in.text("decimal"), in.text("group"));
            case "split" -> new TransformSpec.Split(in.text("text"));
            default -> throw new IllegalArgumentException("there is no transform '" + name + "'");
        };
    }

    private static FieldChecks checks(Stored in) {
        return new FieldChecks(
                in.flag("required"),
                length(in, "min_length"),
                length(in, "max_length"),
                in.findText("pattern"),
                in.texts("accepted_values"),
                bound(in, "min"),
                bound(in, "max"));
    }

    private static @Nullable Integer length(Stored in, String name) {
        return in.has(name) ? Math.toIntExact(in.whole(name)) : null;
    }

    private static @Nullable BigDecimal bound(Stored in, String name) {
        return in.has(name) ? in.number(name) : null;
    }
}
