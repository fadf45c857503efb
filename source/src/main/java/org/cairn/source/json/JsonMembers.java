package org.cairn.source.json;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the members of one object in their order. Confined to the thread that builds it.
public final class JsonMembers {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    /// Adds a member; null adds nothing.
    public JsonMembers with(String name, @Nullable JsonValue value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    public JsonMembers with(String name, @Nullable String text) {
        return with(name, text == null ? null : JsonValue.of(text));
    }

    public JsonMembers with(String name, @Nullable BigDecimal number) {
        return with(name, number == null ? null : JsonValue.of(number));
    }

    public JsonMembers with(String name, long number) {
        return with(name, JsonValue.of(number));
    }

    public JsonValue.Members done() {
        return new JsonValue.Members(members);
    }
}
