package org.cairn.source.spec;

import java.util.ArrayList;
import java.util.List;

/// A JSONPath (RFC 9535) of the kind that can be followed while streaming: child names, indexes and
/// wildcards, from the root `$`.
///
/// Inside a record the `$.` may be left out: `location.county` is `$.location.county`.
public record JsonPath(List<Step> steps) {
    public JsonPath {
        steps = List.copyOf(steps);
    }

    /// One step down.
    public sealed interface Step {
        /// The member of an object with this name.
        record Member(String name) implements Step {}

        /// The element of an array at this place, from 0.
        record Index(int index) implements Step {}

        /// Every element of an array.
        record Every() implements Step {}
    }

    /// Reads a path.
    ///
    /// @throws JsonPathSyntaxException with a message for the user: where it is wrong and which
    ///   selectors are not supported (`..`, filters, slices, unions, negative indexes)
    public static JsonPath parse(String text) {
        return new JsonPathParser(text).parse();
    }

    /// The steps that two paths have in common, counted from the root.
    public int commonPrefix(JsonPath other) {
        int n = 0;
        while (n < steps.size()
                && n < other.steps.size()
                && steps.get(n).equals(other.steps.get(n))) {
            n++;
        }
        return n;
    }

    /// This path with more steps below it.
    public JsonPath plus(JsonPath below) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(below.steps);
        return new JsonPath(all);
    }

    /// The normalised form, always from the root.
    @Override
    public String toString() {
        var out = new StringBuilder("$");
        for (Step step : steps) {
            switch (step) {
                case Step.Member(String name) -> {
                    if (JsonPathParser.isPlainName(name)) {
                        out.append('.').append(name);
                    } else {
                        out.append("['").append(escaped(name)).append("']");
                    }
                }
                case Step.Index(int index) -> out.append('[').append(index).append(']');
                case Step.Every() -> out.append("[*]");
            }
        }
        return out.toString();
    }

    // Control characters by number, so that a path is always one printable line.
    private static String escaped(String name) {
        var out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' || c == '\'') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
