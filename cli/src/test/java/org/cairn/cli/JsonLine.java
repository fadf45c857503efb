package org.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A line of JSON read by somebody else's parser: objects as maps in their order, numbers as texts.
final class JsonLine {
    private JsonLine() {}

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(String line) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            Object value = value(parser, parser.nextToken());
            if (!(value instanceof Map) || parser.nextToken() != null) {
                throw new AssertionError("not one object: " + line);
            }
            return (Map<String, @Nullable Object>) value;
        }
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    if (members.containsKey(name)) {
                        throw new AssertionError("a member twice: " + name);
                    }
                    members.put(name, value(parser, parser.nextToken()));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (JsonToken next = parser.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = parser.nextToken()) {
                    elements.add(value(parser, next));
                }
                yield elements;
            }
            case VALUE_NULL -> null;
            case null, default -> parser.getString();
        };
    }
}
