package org.cairn.source.declare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// `transform: [trim, {strip_prefix: "mailto:"}]`.
final class TransformKeys {
    private static final Key<String> STRIP_PREFIX =
            Key.optional("strip_prefix", Names.TEXT, "Takes this text off the front.");
    private static final Key<String> STRIP_SUFFIX =
            Key.optional("strip_suffix", Names.TEXT, "Takes this text off the end.");
    private static final Key<String> REGEX =
            Key.optional(
                    "regex",
                    Paths.PATTERN,
                    "Keeps the first group of the first match, or the whole match; no match is no"
                            + " value.");

    private static final Key<String> REPLACE_FROM =
            Key.required("from", Names.TEXT, "The text to look for.");
    private static final Key<String> REPLACE_TO =
            Key.required("to", Names.TEXT, "What stands there instead.");
    private static final Key<TransformSpec> REPLACE =
            Key.optional(
                    "replace",
                    RecordShape.of(
                            "replace",
                            "Plain text for plain text, everywhere.",
                            List.of(REPLACE_FROM, REPLACE_TO),
                            TransformKeys::replace),
                    "Replaces every occurrence of a plain text.");

    // The text as written: `null: unknown` maps the word null.
    private static final Shape<String> WORD =
            TextShape.of("value").withNothing(TextShape.Nothing.TEXT);
    private static final Key<Map<String, String>> MAP =
            Key.optional(
                    "map",
                    new MapShape<>(WORD, "value", Names.TEXT),
                    "Replaces exact values; others stay.");

    private static final RecordShape<TransformSpec> WITH_ARGUMENT =
            RecordShape.of(
                            "transform",
                            "A transform that needs an argument.",
                            List.of(STRIP_PREFIX, STRIP_SUFFIX, REGEX, REPLACE, MAP),
                            TransformKeys::withArgument)
                    .exactlyOne();

    static final Key<List<TransformSpec>> TRANSFORM =
            Key.optional(
                            "transform",
                            ListShape.of(
                                    new EitherShape<TransformSpec>(
                                            ChoiceShape.of(plain()).later("person_name"),
                                            null,
                                            WITH_ARGUMENT)),
                            "Changes of the text found, in order.")
                    .otherwise(List.<TransformSpec>of())
                    .alsoCalled("transforms");

    private TransformKeys() {}

    private static Map<String, TransformSpec> plain() {
        Map<String, TransformSpec> plain = new LinkedHashMap<>();
        plain.put("trim", new TransformSpec.Trim());
        plain.put("collapse_space", new TransformSpec.CollapseSpace());
        plain.put("lower", new TransformSpec.Lower());
        plain.put("upper", new TransformSpec.Upper());
        plain.put("empty_to_null", new TransformSpec.EmptyToNull());
        plain.put("absolute_url", new TransformSpec.AbsoluteUrl());
        plain.put("mailto", new TransformSpec.Mailto());
        plain.put("nfc", new TransformSpec.Nfc());
        return plain;
    }

    private static TransformSpec replace(Values in) {
        if (in.get(REPLACE_FROM).isEmpty()) {
            throw new IllegalArgumentException("'from' must not be empty");
        }
        return new TransformSpec.Replace(in.get(REPLACE_FROM), in.get(REPLACE_TO));
    }

    private static @Nullable TransformSpec withArgument(Values in) {
        String prefix = in.find(STRIP_PREFIX);
        if (prefix != null) {
            return new TransformSpec.StripPrefix(prefix);
        }
        String suffix = in.find(STRIP_SUFFIX);
        if (suffix != null) {
            return new TransformSpec.StripSuffix(suffix);
        }
        String regex = in.find(REGEX);
        if (regex != null) {
            return new TransformSpec.Regex(regex);
        }
        Map<String, String> values = in.find(MAP);
        return values == null ? in.find(REPLACE) : new TransformSpec.MapValues(values);
    }
}
