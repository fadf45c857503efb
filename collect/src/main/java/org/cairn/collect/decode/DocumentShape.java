package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Says why no record strategy fits a document: what was looked for, and what is there.
final class DocumentShape {
    private static final int MOST_NAMES = 10;
    private static final int LONGEST_NAME = 40;

    private DocumentShape() {}

    static String unmatched(Body body, RecordPlan plan) {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return noneForFile(plan);
        }
        String wanted =
                candidates.stream()
                        .map(i -> plan.strategies().get(i).path().toString())
                        .collect(Collectors.joining(", "));
        String shape =
                JsonCursor.read(body, plan.limits(), c -> describe(c.parser(), c.first(body)));
        return "looked for records at %s; the document is %s".formatted(wanted, shape);
    }

    static String noneForFile(RecordPlan plan) {
        return "no record strategy is for a file named '%s'".formatted(plan.fileName());
    }

    private static String describe(JsonParser parser, JsonToken root) {
        return switch (root) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> object(parser);
            default -> "a single value";
        };
    }

    private static String object(JsonParser parser) {
        List<String> names = new ArrayList<>();
        while (names.size() <= MOST_NAMES && parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            String shown =
                    name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
            String kind =
                    switch (parser.nextToken()) {
                        case START_ARRAY -> " (array)";
                        case START_OBJECT -> " (object)";
                        default -> "";
                    };
            names.add(names.size() == MOST_NAMES ? "…" : shown + kind);
            parser.skipChildren();
        }
        return names.isEmpty()
                ? "an object without members"
                : "an object with " + String.join(", ", names);
    }
}
