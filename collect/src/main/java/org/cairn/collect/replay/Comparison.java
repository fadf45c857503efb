package org.cairn.collect.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.cairn.collect.replay.Difference.Kind;

/// Holds lines that were replayed against those that are expected. Rows are found by their key, and
/// their order does not matter. Confined to one thread.
final class Comparison {
    /// More are counted and not told.
    static final int MOST = 20;

    private final List<List<String>> keys;
    private final BiFunction<Line, String, String> placeOf;
    private final List<Difference> told = new ArrayList<>();
    private long found;

    /// @param placeOf says where a column of a line stands; of an empty name, the line itself
    Comparison(List<List<String>> keys, BiFunction<Line, String, String> placeOf) {
        this.keys = keys;
        this.placeOf = placeOf;
    }

    List<Difference> told() {
        return told;
    }

    long found() {
        return found;
    }

    void compare(List<Line> expected, List<Line> replayed) {
        Map<String, Deque<Line>> waiting = new LinkedHashMap<>();
        for (Line line : replayed) {
            waiting.computeIfAbsent(line.identity(keys), _ -> new ArrayDeque<>()).add(line);
        }
        List<Line> missing = new ArrayList<>();
        for (Line line : expected) {
            Deque<Line> same = waiting.get(line.identity(keys));
            Line other = same == null ? null : same.pollFirst();
            if (other == null) {
                missing.add(line);
            } else {
                compare(line, other);
            }
        }
        for (Line line : missing) {
            tell(() ->
                    new Difference(
                            Kind.MISSING,
                            line.identity(keys),
                            "",
                            line.json().compact(),
                            null,
                            ""));
        }
        waiting.values()
                .forEach(rest ->
                        rest.forEach(line ->
                                tell(() ->
                                        new Difference(
                                                Kind.UNEXPECTED,
                                                line.identity(keys),
                                                "",
                                                null,
                                                line.json().compact(),
                                                placeOf.apply(line, "")))));
    }

    private void compare(Line expected, Line replayed) {
        if (expected.json().equals(replayed.json())) {
            return;
        }
        each(expected.columns(), replayed.columns(), replayed, true);
        each(expected.others(), replayed.others(), replayed, false);
    }

    private void each(
            Map<String, String> expected,
            Map<String, String> replayed,
            Line line,
            boolean areColumns) {
        Set<String> names = new LinkedHashSet<>(expected.keySet());
        names.addAll(replayed.keySet());
        for (String name : names) {
            String before = expected.get(name);
            String now = replayed.get(name);
            if (before == null ? now != null : !before.equals(now)) {
                tell(() ->
                        new Difference(
                                Kind.CHANGED,
                                line.identity(keys),
                                name,
                                before,
                                now,
                                placeOf.apply(line, areColumns ? name : "")));
            }
        }
    }

    private interface Told {
        Difference difference();
    }

    private void tell(Told each) {
        found++;
        if (told.size() < MOST) {
            told.add(each.difference());
        }
    }
}
