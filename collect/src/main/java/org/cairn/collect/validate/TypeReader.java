package org.cairn.collect.validate;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.UUID;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.map.Mapper;
import org.cairn.kernel.JsonText;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.jspecify.annotations.Nullable;

/// Reads a source value as the Java type of its column: text [String], integer [Long], decimal
/// [BigDecimal], double [Double], boolean [Boolean], date [LocalDate], timestamp
/// [java.time.Instant], uuid [UUID], json [String].
///
/// Strict: what is not plainly of the type is refused rather than guessed.
public final class TypeReader {
    /// PostgreSQL's numeric holds more, but nothing that is a measurement does.
    private static final int MAX_NUMBER_LENGTH = 200;

    private static final int MAX_EXPONENT = 300;

    private TypeReader() {}

    /// Reads a value as its column's type; null when it is not of that type.
    public static @Nullable Object read(FieldType type, Object raw) {
        try {
            return switch (type) {
                case TEXT -> Mapper.text(raw);
                case INTEGER -> Long.valueOf(number(raw));
                case DECIMAL -> decimal(number(raw));
                case DOUBLE -> real(number(raw));
                case BOOLEAN -> raw instanceof Boolean ? raw : bool(Mapper.text(raw));
                case DATE -> IsoTime.date(Mapper.text(raw));
                case TIMESTAMP -> IsoTime.instant(Mapper.text(raw));
                case UUID -> uuid(Mapper.text(raw));
                case JSON -> json(raw);
            };
        } catch (NumberFormatException | DateTimeException _) {
            // The parsers say "not of this type" by throwing; the caller wants a value.
            return null;
        }
    }

    /// What a person should write, for messages.
    public static String expectation(FieldType type) {
        return switch (type) {
            case TEXT -> "text";
            case INTEGER -> "a whole number";
            case DECIMAL, DOUBLE -> "a number with '.' as decimal point";
            case BOOLEAN -> "true or false (also t, f, yes, no, y, n, 1, 0)";
            case DATE -> "a date like 2026-11-21";
            case TIMESTAMP -> "a time with zone like 2026-11-21T09:00:00Z";
            case UUID -> "a uuid";
            case JSON -> "json";
        };
    }

    private static String number(Object raw) {
        String text = Mapper.text(raw);
        // The parsers of Java also take digits of other scripts.
        if (text.length() > MAX_NUMBER_LENGTH || !text.chars().allMatch(c -> c < 0x80)) {
            throw new NumberFormatException();
        }
        return text;
    }

    private static BigDecimal decimal(String text) {
        var value = new BigDecimal(text);
        if (Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT
                || Math.abs((long) value.scale()) > MAX_EXPONENT) {
            throw new NumberFormatException();
        }
        return value;
    }

    private static @Nullable Double real(String text) {
        // Double.parseDouble also takes hexadecimal, "NaN" and a trailing "d": a decimal first.
        double value = new BigDecimal(text).doubleValue();
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable UUID uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            // The parser also takes groups of other lengths, and cuts them.
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException _) {
            // Not a uuid: the caller wants a value.
            return null;
        }
    }

    private static String json(Object raw) {
        return switch (raw) {
            case RawJson(String text) -> text;
            case RawNumber(String text) -> text;
            case Boolean value -> value.toString();
            default -> JsonText.quote(raw.toString());
        };
    }
}
