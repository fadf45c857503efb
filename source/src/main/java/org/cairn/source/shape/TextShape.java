package org.cairn.source.shape;

import com.google.re2j.Pattern;
import org.cairn.source.SourceProblems;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// One text. Numbers and flags written without quotes are taken as they are written.
///
/// @param words what kind of text, for the reference page
/// @param form what the whole text must match (also valid as a pattern of JSON Schema), or null
/// @param hint how to write it, a sentence that starts with a verb; used when the form is not met
public record TextShape(
        String words, @Nullable String form, String hint, Refers refers, Nothing nothing)
        implements Shape<String> {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)\\}");

    /// Whether `${env:X}` and `${file:PATH}` stand for something else.
    public enum Refers {
        NO,
        YES,
        /// Yes, and to write it in clear draws a warning.
        SECRET
    }

    /// What an unquoted `null` or `~` is.
    public enum Nothing {
        WRONG,
        /// The text as it is written: among texts that stand for "no value" it is one of them.
        TEXT
    }

    public static TextShape of(String words) {
        return new TextShape(words, null, "", Refers.NO, Nothing.WRONG);
    }

    public static TextShape formed(String words, String form, String hint) {
        return new TextShape(words, form, hint, Refers.NO, Nothing.WRONG);
    }

    public TextShape referring(Refers kind) {
        return new TextShape(words, form, hint, kind, nothing);
    }

    public TextShape withNothing(Nothing meaning) {
        return new TextShape(words, form, hint, refers, meaning);
    }

    @Override
    public @Nullable String read(YamlNode node, String label, Reading reading) {
        YamlNode.Scalar scalar = Shape.scalar(node, label, reading);
        if (scalar == null) {
            return null;
        }
        if (scalar.kind() == YamlNode.Kind.NOTHING && nothing == Nothing.WRONG) {
            reading.error(
                    scalar.place(),
                    "%s has no value".formatted(Words.quoted(label)),
                    "Write a value, or remove the key.");
            return null;
        }
        String text = resolved(scalar, label, reading);
        if (text != null && form != null && !Pattern.matches(form, text)) {
            reading.error(
                    scalar.place(),
                    "%s cannot be %s".formatted(Words.quoted(label), Words.quoted(text)),
                    hint);
            return null;
        }
        return text;
    }

    private @Nullable String resolved(YamlNode.Scalar scalar, String label, Reading reading) {
        var matcher = REFERENCE.matcher(scalar.text());
        if (!matcher.find()) {
            if (refers == Refers.SECRET) {
                reading.warning(
                        scalar.place(),
                        "%s is written in clear".formatted(Words.quoted(label)),
                        "Write ${env:NAME} or ${file:PATH} so that the file can be shared.");
            }
            return scalar.text();
        }
        if (refers == Refers.NO) {
            reading.error(
                    scalar.inside(matcher.start()),
                    "references are not resolved in %s".formatted(Words.quoted(label)),
                    "Write the value itself.");
            return null;
        }
        var text = new StringBuilder();
        int from = 0;
        do {
            String value = referenced(scalar, matcher, reading);
            if (value == null) {
                return null;
            }
            text.append(scalar.text(), from, matcher.start()).append(value);
            from = matcher.end();
        } while (matcher.find());
        return text.append(scalar.text(), from, scalar.text().length()).toString();
    }

    private static @Nullable String referenced(
            YamlNode.Scalar scalar, com.google.re2j.Matcher matcher, Reading reading) {
        var origin =
                matcher.group(1).equals("env") ? References.Origin.ENV : References.Origin.FILE;
        return switch (reading.references().resolve(origin, matcher.group(2))) {
            case References.Resolved.Found(String value) -> value;
            case References.Resolved.Missing(String message, String remedy) -> {
                reading.error(
                        SourceProblems.REFERENCE_UNRESOLVED,
                        scalar.inside(matcher.start()),
                        message,
                        remedy);
                yield null;
            }
        };
    }
}
