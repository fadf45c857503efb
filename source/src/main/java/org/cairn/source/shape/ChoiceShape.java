package org.cairn.source.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// One of a few words.
///
/// @param choices what each word means, in the order of the reference page
/// @param later words the design knows and nothing in this version does yet
/// @param otherNames words of other tools, with ours for them
public record ChoiceShape<T>(
        Map<String, T> choices, List<String> later, Map<String, String> otherNames)
        implements Shape<T> {
    public ChoiceShape {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
        later = List.copyOf(later);
        otherNames = Map.copyOf(otherNames);
    }

    public static <T> ChoiceShape<T> of(Map<String, T> choices) {
        return new ChoiceShape<>(choices, List.of(), Map.of());
    }

    /// The constants of an enum, each by its name in small letters.
    public static <E extends Enum<E>> ChoiceShape<E> of(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return of(choices);
    }

    public ChoiceShape<T> later(String... words) {
        return new ChoiceShape<>(choices, List.of(words), otherNames);
    }

    public ChoiceShape<T> otherNames(Map<String, String> names) {
        return new ChoiceShape<>(choices, later, names);
    }

    @Override
    public @Nullable T read(YamlNode node, String label, Reading reading) {
        YamlNode.Scalar scalar = Shape.scalar(node, label, reading);
        if (scalar == null) {
            return null;
        }
        String word = scalar.text();
        T chosen = choices.get(word);
        if (chosen == null) {
            refuse(scalar, label, reading);
        }
        return chosen;
    }

    private void refuse(YamlNode.Scalar scalar, String label, Reading reading) {
        String word = scalar.text();
        String all = String.join(", ", choices.keySet());
        if (later.contains(word)) {
            reading.error(
                    scalar.place(),
                    "%s can be %s by design, but this version does not do it yet"
                            .formatted(Words.quoted(label), Words.quoted(word)),
                    "Use one of: %s.".formatted(all));
            return;
        }
        String ours = otherNames.get(word);
        String hint =
                ours == null
                        ? Words.didYouMean(word, choices.keySet())
                        : ", did you mean '%s'?".formatted(ours);
        reading.error(
                scalar.place(),
                "%s cannot be %s%s".formatted(Words.quoted(label), Words.quoted(word), hint),
                "Use one of: %s.".formatted(all));
    }

    @Override
    public String words() {
        return choices.keySet().stream()
                .map("`%s`"::formatted)
                .collect(java.util.stream.Collectors.joining(", "));
    }
}
