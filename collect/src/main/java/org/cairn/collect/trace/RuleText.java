package org.cairn.collect.trace;

import java.util.List;
import org.cairn.source.mapping.Mapping;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// Rules in the words of the declaration.
final class RuleText {
    private RuleText() {}

    /// @param strategy the one that found the record: it knows where a carried value stands
    static String of(FieldOrigin origin, RecordStrategy strategy) {
        return switch (origin) {
            case FieldOrigin.Json(var path) -> "json " + path;
            case FieldOrigin.From(String name) -> "from " + name;
            case FieldOrigin.Carry(String name) ->
                    "carry "
                            + name
                            + strategy.whereCarried(name)
                                    .map(where -> " " + where)
                                    .orElse(", known from the request");
            case FieldOrigin.Select(var selector, _, _) -> selector.toString();
            case FieldOrigin.Followed(var link, var value, _) ->
                    "follow " + link + ": " + value.selector();
        };
    }

    static String of(TransformSpec transform) {
        return switch (transform) {
            case TransformSpec.Trim() -> "trim";
            case TransformSpec.CollapseSpace() -> "collapse_space";
            case TransformSpec.Lower() -> "lower";
            case TransformSpec.Upper() -> "upper";
            case TransformSpec.EmptyToNull() -> "empty_to_null";
            case TransformSpec.Nfc() -> "nfc";
            case TransformSpec.AbsoluteUrl() -> "absolute_url";
            case TransformSpec.Mailto() -> "mailto";
            case TransformSpec.StripPrefix(String prefix) -> "strip_prefix '" + prefix + "'";
            case TransformSpec.StripSuffix(String suffix) -> "strip_suffix '" + suffix + "'";
            case TransformSpec.Regex(String pattern) -> "regex " + pattern;
            case TransformSpec.Replace(String from, String to) ->
                    "replace '" + from + "' by '" + to + "'";
            case TransformSpec.MapValues(var values) -> "map " + values.size() + " values";
            case TransformSpec.Nfkc() -> "nfkc";
            case TransformSpec.EraDate() -> "era_date";
            case TransformSpec.DatePrecision() -> "date_precision";
            case TransformSpec.DateOrder(var orders) -> "date_order " + String.join(", ", orders);
            case TransformSpec.DatePattern(var patterns) -> "date " + String.join(" or ", patterns);
            case TransformSpec.NumberForm(String decimal, String group) ->
                    "number with '%s' and '%s'".formatted(decimal, group);
            case TransformSpec.Split(String separator) -> "split '" + separator + "'";
        };
    }

    /// The declared field of a name: of the resource, or of one of its child lists.
    static FieldSpec.@Nullable Value find(
            Mapping mapping, @Nullable String childField, String name) {
        List<FieldSpec> fields = mapping.resource().fields();
        if (childField != null) {
            return fields.stream()
                    .filter(FieldSpec.Children.class::isInstance)
                    .map(FieldSpec.Children.class::cast)
                    .filter(list -> list.name().equals(childField))
                    .flatMap(list -> list.fields().stream())
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
        return fields.stream()
                .filter(FieldSpec.Value.class::isInstance)
                .map(FieldSpec.Value.class::cast)
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
