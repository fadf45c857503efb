package org.cairn.source.declare;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.TransformSpec;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// The type of a field and what its value must be.
final class CheckKeys {
    private static final Set<String> ZONES = new TreeSet<>(ZoneId.getAvailableZoneIds());

    static final Key<FieldType> TYPE =
            Key.optional(
                            "type",
                            ChoiceShape.of(FieldType.class)
                                    .otherNames(
                                            Map.ofEntries(
                                                    Map.entry("string", "text"),
                                                    Map.entry("varchar", "text"),
                                                    Map.entry("int", "integer"),
                                                    Map.entry("bigint", "integer"),
                                                    Map.entry("long", "integer"),
                                                    Map.entry("numeric", "decimal"),
                                                    Map.entry("number", "decimal"),
                                                    Map.entry("float", "double"),
                                                    Map.entry("bool", "boolean"),
                                                    Map.entry("datetime", "timestamp"),
                                                    Map.entry("timestamptz", "timestamp"),
                                                    Map.entry("jsonb", "json"))),
                            "The type of the column.")
                    .otherwise(FieldType.TEXT);

    static final Key<String> TIMEZONE =
            Key.optional(
                            "timezone",
                            TextShape.of("name of a time zone").as(CheckKeys::zone),
                            "Where the clock hangs by which a timestamp without a zone was written,"
                                    + " for example `America/Toronto`. Of a time that comes twice the"
                                    + " first is meant; one that is skipped goes to quarantine.")
                    .absent("a time without a zone is refused");

    static final Key<Boolean> REQUIRED =
            Key.optional(
                            "required",
                            new FlagShape(),
                            "Whether a record without a value goes to quarantine.")
                    .otherwise(FieldChecks.NONE.required());

    private static final WholeShape LENGTH = WholeShape.from(0);
    static final Key<Long> MIN_LENGTH =
            Key.optional("min_length", LENGTH, "Shortest text, in Unicode code points.")
                    .alsoCalled("length", "min_len", "minLength");
    static final Key<Long> MAX_LENGTH =
            Key.optional("max_length", LENGTH, "Longest text, in Unicode code points.")
                    .alsoCalled("length", "max_len", "maxLength");
    static final Key<String> PATTERN =
            Key.optional("pattern", Paths.PATTERN, "What the whole text must match.");
    static final Key<List<String>> ACCEPTED_VALUES =
            Key.optional(
                            "accepted_values",
                            ListShape.atLeastOne(TextShape.of("text")),
                            "The only values that are right.")
                    .absent("any")
                    .alsoCalled("enum", "values", "one_of", "choices");
    static final Key<BigDecimal> MIN =
            Key.optional("min", NumberShape.ANY, "Smallest number.").alsoCalled("minimum");
    static final Key<BigDecimal> MAX =
            Key.optional("max", NumberShape.ANY, "Largest number.").alsoCalled("maximum");

    /// All of them, in the order of the reference page.
    static final List<Key<?>> ALL =
            List.of(
                    TYPE,
                    TIMEZONE,
                    TransformKeys.TRANSFORM,
                    REQUIRED,
                    MIN_LENGTH,
                    MAX_LENGTH,
                    PATTERN,
                    ACCEPTED_VALUES,
                    MIN,
                    MAX);

    private CheckKeys() {}

    /// The transforms of a field, with what its zone does behind them.
    static List<TransformSpec> transforms(Values in) {
        List<TransformSpec> declared = in.get(TransformKeys.TRANSFORM);
        String zone = in.find(TIMEZONE);
        if (zone == null) {
            return declared;
        }
        if (in.get(TYPE) != FieldType.TIMESTAMP) {
            in.reading()
                    .error(
                            in.placeOf(TIMEZONE),
                            "'timezone' is for times, and the type is "
                                    + in.get(TYPE).name().toLowerCase(Locale.ROOT),
                            "Declare type: timestamp, or remove the key.");
        }
        List<TransformSpec> all = new ArrayList<>(declared);
        all.add(new TransformSpec.LocalTime(zone));
        return all;
    }

    /// Names of places only: an offset is not what a clock shows all year.
    private static @Nullable String zone(String text, YamlNode node, Reading reading) {
        if (text.equals("UTC") || (text.indexOf('/') > 0 && ZONES.contains(text))) {
            return text;
        }
        reading.error(
                node.place(),
                "%s is not the name of a time zone%s"
                        .formatted(Words.quoted(text), Words.didYouMean(text, ZONES)),
                "Write a name of the IANA database, for example America/Toronto or"
                        + " Africa/Nairobi.");
        return null;
    }

    static FieldChecks checks(Values in) {
        BigDecimal min = in.find(MIN);
        BigDecimal max = in.find(MAX);
        Integer minLength = length(in, MIN_LENGTH);
        Integer maxLength = length(in, MAX_LENGTH);
        if (min != null && max != null && min.compareTo(max) > 0) {
            larger(in, MIN, MAX);
        }
        if (minLength != null && maxLength != null && minLength > maxLength) {
            larger(in, MIN_LENGTH, MAX_LENGTH);
        }
        if (!isNumber(in.get(TYPE))) {
            refuseForType(in, MIN);
            refuseForType(in, MAX);
        }
        List<String> accepted = in.find(ACCEPTED_VALUES);
        return new FieldChecks(
                in.get(REQUIRED),
                minLength,
                maxLength,
                in.find(PATTERN),
                accepted == null ? List.of() : accepted,
                min,
                max);
    }

    private static @Nullable Integer length(Values in, Key<Long> key) {
        Long value = in.find(key);
        // No text is longer than an int counts, so a larger bound says the same.
        return value == null ? null : (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static void larger(Values in, Key<?> low, Key<?> high) {
        Reading reading = in.reading();
        reading.error(
                in.placeOf(low),
                "'%s' is larger than '%s': no value would be right"
                        .formatted(low.name(), high.name()),
                "Exchange or correct the two.");
    }

    private static void refuseForType(Values in, Key<?> key) {
        if (in.has(key)) {
            in.reading()
                    .error(
                            in.placeOf(key),
                            "'%s' compares numbers, and the type is %s"
                                    .formatted(
                                            key.name(),
                                            in.get(TYPE).name().toLowerCase(Locale.ROOT)),
                            "Declare type: integer, decimal or double, or remove the key.");
        }
    }

    private static boolean isNumber(FieldType type) {
        return switch (type) {
            case INTEGER, DECIMAL, DOUBLE -> true;
            case TEXT, BOOLEAN, DATE, TIMESTAMP, UUID, JSON -> false;
        };
    }
}
