package org.cairn.source.mapping;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.cairn.source.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// The members of one stored object, each taken as what it must be. Safe for any thread.
final class Stored {
    private final Map<String, JsonValue> members;

    Stored(JsonValue json) {
        if (!(json instanceof JsonValue.Members(var found))) {
            throw new IllegalArgumentException("an object is expected");
        }
        this.members = found;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    Stored below(String name) {
        return new Stored(load(name));
    }

    String text(String name) {
        return text(load(name));
    }

    @Nullable String findText(String name) {
        JsonValue value = members.get(name);
        return value == null ? null : text(value);
    }

    boolean flag(String name) {
        if (load(name) instanceof JsonValue.Flag(boolean value)) {
            return value;
        }
        throw new IllegalArgumentException("'%s' must be true or false".formatted(name));
    }

    BigDecimal number(String name) {
        if (load(name) instanceof JsonValue.Numeral(String literal)) {
            return new BigDecimal(literal);
        }
        throw new IllegalArgumentException("'%s' must be a number".formatted(name));
    }

    List<BigDecimal> numbers(String name) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (JsonValue item : items(load(name))) {
            if (!(item instanceof JsonValue.Numeral(String literal))) {
                throw new IllegalArgumentException("'%s' must be numbers".formatted(name));
            }
            numbers.add(new BigDecimal(literal));
        }
        return numbers;
    }

    long whole(String name) {
        return number(name).longValueExact();
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
    }

    <T> List<T> list(String name, Function<Stored, T> each) {
        return items(load(name)).stream().map(item -> each.apply(new Stored(item))).toList();
    }

    List<String> texts(String name) {
        return items(load(name)).stream().map(Stored::text).toList();
    }

    List<List<String>> lists(String name) {
        List<List<String>> lists = new ArrayList<>();
        for (JsonValue item : items(load(name))) {
            lists.add(items(item).stream().map(Stored::text).toList());
        }
        return lists;
    }

    <T> Map<String, T> map(String name, Function<String, T> each) {
        Map<String, T> map = new LinkedHashMap<>();
        below(name).members.forEach((key, value) -> map.put(key, each.apply(text(value))));
        return map;
    }

    <T> Map<String, T> objects(String name, Function<Stored, T> each) {
        Map<String, T> map = new LinkedHashMap<>();
        below(name).members.forEach((key, value) -> map.put(key, each.apply(new Stored(value))));
        return map;
    }

    private JsonValue load(String name) {
        JsonValue value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'%s' is missing".formatted(name));
        }
        return value;
    }

    private static List<JsonValue> items(JsonValue value) {
        if (value instanceof JsonValue.Items(var items)) {
            return items;
        }
        throw new IllegalArgumentException("a list is expected");
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw new IllegalArgumentException("a text is expected");
    }
}
