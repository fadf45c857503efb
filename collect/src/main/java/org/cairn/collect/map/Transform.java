package org.cairn.collect.map;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.Locale;
import java.util.StringJoiner;
import org.cairn.kernel.JsonText;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// A pure change of one text; null means that no value is left, and an [UnreadableException] that
/// the text is not what the transform reads.
@FunctionalInterface
public interface Transform {
    @Nullable String apply(String text);

    /// Compiles a declared transform. What a name does never changes: mappings stored years ago are
    /// evaluated with it.
    static Transform of(TransformSpec spec) {
        return switch (spec) {
            case TransformSpec.Trim() -> text -> emptyToNull(trim(text));
            case TransformSpec.CollapseSpace() -> Transform::collapseSpace;
            case TransformSpec.Lower() -> text -> text.toLowerCase(Locale.ROOT);
            case TransformSpec.Upper() -> text -> text.toUpperCase(Locale.ROOT);
            case TransformSpec.EmptyToNull() -> Transform::emptyToNull;
            case TransformSpec.Nfc() -> text -> Normalizer.normalize(text, Normalizer.Form.NFC);
            // Done where the address of the page is known, see FieldOrigin.Links.
            case TransformSpec.AbsoluteUrl() -> text -> text;
            case TransformSpec.Mailto() -> MailLink::address;
            case TransformSpec.StripPrefix(String prefix) ->
                    text -> text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            case TransformSpec.StripSuffix(String suffix) ->
                    text ->
                            text.endsWith(suffix)
                                    ? text.substring(0, text.length() - suffix.length())
                                    : text;
            case TransformSpec.Regex(String pattern) -> regex(Pattern.compile(pattern));
            case TransformSpec.Replace(String from, String to) -> text -> text.replace(from, to);
            case TransformSpec.MapValues(var values) ->
                    text -> {
                        String mapped = values.get(text);
                        return mapped == null ? text : mapped;
                    };
            case TransformSpec.Nfkc() -> text -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case TransformSpec.EraDate() -> EraDates::read;
            case TransformSpec.DatePrecision() -> WrittenDates::precision;
            case TransformSpec.DateOrder(var orders) -> WrittenDates.ofOrder(orders);
            case TransformSpec.DatePattern(var patterns) -> WrittenDates.ofPatterns(patterns);
            case TransformSpec.NumberForm(String decimal, String group) ->
                    WrittenNumbers.of(decimal, group);
            case TransformSpec.LocalTime(String zone) -> LocalTimes.of(zone);
            case TransformSpec.Split(String separator) -> new Split(separator);
        };
    }

    /// `{split: ";"}`: the values as a JSON array.
    record Split(String separator) implements Transform {
        @Override
        public @Nullable String apply(String text) {
            var values = new StringJoiner(",", "[", "]");
            boolean any = false;
            int from = 0;
            while (from <= text.length()) {
                int at = text.indexOf(separator, from);
                int to = at < 0 ? text.length() : at;
                String value = trim(text.substring(from, to));
                if (!value.isEmpty()) {
                    values.add(JsonText.quote(value));
                    any = true;
                }
                from = to + separator.length();
            }
            return any ? values.toString() : null;
        }
    }

    private static Transform regex(Pattern pattern) {
        return text -> {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                return null;
            }
            return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
        };
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /// White space in the sense of Unicode, so that a no-break or ideographic space goes too.
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String collapseSpace(String text) {
        var out = new StringBuilder(text.length());
        boolean inSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isSpace(c)) {
                out.append(c);
            } else if (!inSpace) {
                out.append(' ');
            }
            inSpace = isSpace(c);
        }
        return out.toString();
    }
}
