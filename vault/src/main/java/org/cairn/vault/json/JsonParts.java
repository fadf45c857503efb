package org.cairn.vault.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The members of one JSON object, taken one by one. Confined to one thread.
///
/// Raises `IllegalArgumentException` for a member that is missing, of another type, or left over;
/// [SealedJson] turns it into a problem that names the object.
public final class JsonParts {
    private final Map<String, Object> members;

    private JsonParts(Map<String, Object> members) {
        this.members = members;
    }

    public String text(String key) {
        return as(String.class, key, members.remove(key));
    }

    /// Takes a text that may be absent.
    public Optional<String> findText(String key) {
        return members.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    public long whole(String key) {
        return as(Long.class, key, members.remove(key));
    }

    public int small(String key) {
        return Math.toIntExact(whole(key));
    }

    /// Takes a list of objects.
    public List<JsonParts> objects(String key) {
        List<JsonParts> objects = new ArrayList<>();
        for (Object item : as(List.class, key, members.remove(key))) {
            objects.add(as(JsonParts.class, key, item));
        }
        return objects;
    }

    /// Refuses members that nobody took.
    public void requireNoMore() {
        if (!members.isEmpty()) {
            throw new IllegalArgumentException("unknown key " + members.keySet());
        }
    }

    private static <T> T as(Class<T> type, String key, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("key '" + key + "' is missing or of another type");
        }
        return type.cast(value);
    }

    /// Reads an object whose `{` the parser stands on. Nesting is bounded by Jackson (500).
    static JsonParts read(JsonParser json) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            members.put(key, value(json));
        }
        return new JsonParts(members);
    }

    private static Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> read(json);
            case START_ARRAY -> list(json);
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case JsonToken other ->
                    throw new IllegalArgumentException("no vault object holds a " + other);
        };
    }

    private static List<Object> list(JsonParser json) {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(json));
        }
        return items;
    }
}
