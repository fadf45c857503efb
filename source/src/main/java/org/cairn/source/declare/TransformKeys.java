package org.cairn.source.declare;

import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.TransformSpec;
import org.cairn.source.yaml.YamlNode;
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

    /// An order of day, month and year.
    static final Shape<String> ORDER =
            TextShape.formed("`ymd`, `dmy` or `mdy`", "ymd|dmy|mdy", "Write ymd, dmy or mdy.");

    private static final Key<List<String>> DATE_ORDER =
            Key.optional(
                    "date_order",
                    ListShape.atLeastOne(ORDER),
                    "Reads a date whose parts stand in one of these orders; the first in which it"
                            + " exists is taken. The year has four digits, a month may be a name in"
                            + " English or French.");
    private static final Key<List<String>> DATE =
            Key.optional(
                    "date",
                    ListShape.atLeastOne(
                            TextShape.of("pattern of a date").as(TransformKeys::datePattern)),
                    "Reads a date by the first pattern that fits, for example `d MMM yyyy`.");
    private static final Key<String> DECIMAL =
            Key.optional("decimal", Names.TEXT, "What stands before the fraction.").otherwise(".");
    private static final Key<String> GROUP =
            Key.optional("group", Names.TEXT, "What groups the digits.").otherwise("");
    private static final Key<TransformSpec> NUMBER =
            Key.optional(
                    "number",
                    RecordShape.of(
                            "number form",
                            "How a number is written.",
                            List.of(DECIMAL, GROUP),
                            in -> new TransformSpec.NumberForm(in.get(DECIMAL), in.get(GROUP))),
                    "Reads a number with these separators, also in full-width digits.");
    private static final Key<String> SPLIT =
            Key.optional(
                    "split",
                    Names.TEXT,
                    "Makes a list of a text with several values; last, and with `type: json`.");

    private static final RecordShape<TransformSpec> WITH_ARGUMENT =
            RecordShape.of(
                            "transform",
                            "A transform that needs an argument.",
                            List.of(
                                    STRIP_PREFIX,
                                    STRIP_SUFFIX,
                                    REGEX,
                                    REPLACE,
                                    MAP,
                                    DATE_ORDER,
                                    DATE,
                                    NUMBER,
                                    SPLIT),
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
        plain.put("nfkc", new TransformSpec.Nfkc());
        plain.put("era_date", new TransformSpec.EraDate());
        plain.put("date_precision", new TransformSpec.DatePrecision());
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
        return values == null ? ofValues(in) : new TransformSpec.MapValues(values);
    }

    private static @Nullable TransformSpec ofValues(Values in) {
        List<String> orders = in.find(DATE_ORDER);
        if (orders != null) {
            return new TransformSpec.DateOrder(orders);
        }
        List<String> patterns = in.find(DATE);
        if (patterns != null) {
            return new TransformSpec.DatePattern(patterns);
        }
        String separator = in.find(SPLIT);
        if (separator != null) {
            if (separator.isEmpty()) {
                throw new IllegalArgumentException("'split' must not be empty");
            }
            return new TransformSpec.Split(separator);
        }
        TransformSpec number = in.find(NUMBER);
        return number == null ? in.find(REPLACE) : number;
    }

    private static @Nullable String datePattern(String text, YamlNode node, Reading reading) {
        try {
            return DateTimeFormatter.ofPattern(text, Locale.ENGLISH) == null ? null : text;
        } catch (IllegalArgumentException _) {
            // Said below, in the words of the declaration.
            reading.error(
                    node.place(),
                    "'%s' is not a pattern of a date".formatted(text),
                    "Write letters of Java's DateTimeFormatter, for example dd/MM/yyyy.");
            return null;
        }
    }
}
