package org.cairn.collect.validate;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.Unreadable;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.jspecify.annotations.Nullable;

/// The checks of one column, compiled: no reflection and no interpretation per cell.
final class ColumnCheck {
    private final String name;
    private final FieldType type;
    private final FieldChecks checks;
    private final @Nullable Pattern pattern;
    private final @Nullable SequencePattern sequence;
    private final Set<String> accepted;
    private final boolean onText;
    private final boolean onNumber;

    ColumnCheck(Column column) {
        this.name = column.name();
        this.type = column.type();
        this.checks = column.checks();
        this.pattern = checks.pattern() == null ? null : Pattern.compile(checks.pattern());
        this.sequence = checks.pattern() == null ? null : SequencePattern.compile(checks.pattern());
        this.accepted = Set.copyOf(checks.acceptedValues());
        this.onText =
                checks.minLength() != null
                        || checks.maxLength() != null
                        || pattern != null
                        || !accepted.isEmpty();
        this.onNumber = checks.min() != null || checks.max() != null;
    }

    /// Reads and checks one value; adds to `violations` what is wrong with it.
    ///
    /// @return the typed value, or null when there is none or it is wrong
    @Nullable Object read(@Nullable Object raw, List<Violation> violations) {
        if (raw == null) {
            if (checks.required()) {
                violations.add(new Violation("missing-required", name, name + " is required"));
            }
            return null;
        }
        if (raw instanceof Unreadable(String _, String expected)) {
            violations.add(new Violation("wrong-type", name, name + " must be " + expected));
            return null;
        }
        Object value = TypeReader.read(type, raw);
        if (value == null) {
            violations.add(
                    new Violation(
                            "wrong-type", name, name + " must be " + TypeReader.expectation(type)));
            return null;
        }
        if (value instanceof String text && !storable(text, violations)) {
            return null;
        }
        if (onText) {
            checkText(value instanceof String text ? text : Mapper.text(raw), violations);
        }
        if (onNumber) {
            checkBounds(value, violations);
        }
        return value;
    }

    /// PostgreSQL's text holds neither NUL nor half a surrogate pair.
    private boolean storable(String text, List<Violation> violations) {
        // Nearly all text has neither, and that is seen at a fraction of the cost.
        if (type != FieldType.JSON && isPlain(text)) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                violations.add(
                        new Violation("nul-character", name, name + " holds a NUL character"));
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    violations.add(
                            new Violation(
                                    "invalid-unicode", name, name + " holds half a character"));
                    return false;
                }
                i++;
            }
        }
        JsonStorage.Flaw flaw = type == FieldType.JSON ? JsonStorage.find(text) : null;
        if (flaw != null) {
            violations.add(new Violation(flaw.code(), name, name + " " + flaw.message()));
        }
        return flaw == null;
    }

    private static boolean isPlain(String text) {
        // An array of its own: charAt checks the form and the bounds of the string each time.
        char[] characters = text.toCharArray();
        for (char c : characters) {
            if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return false;
            }
        }
        return true;
    }

    private void checkText(String text, List<Violation> violations) {
        Integer min = checks.minLength();
        Integer max = checks.maxLength();
        if (min != null || max != null) {
            int length = text.codePointCount(0, text.length());
            if (min != null && length < min) {
                add(violations, "too-short", "must have at least %d characters".formatted(min));
            }
            if (max != null && length > max) {
                add(violations, "too-long", "must have at most %d characters".formatted(max));
            }
        }
        if (pattern != null
                && !(sequence == null ? pattern.matches(text) : sequence.matches(text))) {
            add(violations, "pattern-mismatch", "must match " + pattern.pattern());
        }
        if (!accepted.isEmpty() && !accepted.contains(text)) {
            add(violations, "not-accepted", "is not one of the accepted values");
        }
    }

    private void checkBounds(Object value, List<Violation> violations) {
        BigDecimal number =
                switch (value) {
                    case Long whole -> BigDecimal.valueOf(whole);
                    case BigDecimal decimal -> decimal;
                    case Double real -> BigDecimal.valueOf(real);
                    default -> null;
                };
        if (number == null) {
            return;
        }
        BigDecimal min = checks.min();
        BigDecimal max = checks.max();
        if (min != null && number.compareTo(min) < 0) {
            add(violations, "below-minimum", "must be at least " + min.toPlainString());
        }
        if (max != null && number.compareTo(max) > 0) {
            add(violations, "above-maximum", "must be at most " + max.toPlainString());
        }
    }

    private void add(List<Violation> violations, String code, String message) {
        violations.add(new Violation(code, name, name + " " + message));
    }
}
