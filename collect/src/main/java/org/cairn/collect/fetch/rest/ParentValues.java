package org.cairn.collect.fetch.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.ParentText;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource.Partition;
import org.jspecify.annotations.Nullable;

/// The parameters of a child's requests, out of a parent's records. Safe for any thread.
final class ParentValues {
    private static final int LONGEST = 2_000;

    private final Partition partition;
    private final List<JsonPath> paths = new ArrayList<>();
    private final Map<String, ParentText> texts = new LinkedHashMap<>();

    ParentValues(Partition partition) {
        this.partition = partition;
        partition.params().forEach(this::add);
        partition.carry().forEach(this::add);
    }

    private void add(String name, String declared) {
        ParentText text = ParentText.parse(declared);
        texts.put(name, text);
        text.paths().stream().filter(path -> !paths.contains(path)).forEach(paths::add);
    }

    /// What to take out of the parent's records.
    Projection projection(RestInput input) {
        List<FieldOrigin> origins = new ArrayList<>();
        paths.forEach(path -> origins.add(input.origin(path)));
        return new Projection(origins, List.of());
    }

    /// The values of one record by name; null where a value of a parameter is missing, is no single
    /// value, or is too long to be one. A carried value may be missing.
    @Nullable Map<String, String> of(RawRecord parent) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, ParentText> each : texts.entrySet()) {
            String value = value(each.getValue(), parent);
            if (value != null) {
                values.put(each.getKey(), value);
            } else if (partition.params().containsKey(each.getKey())) {
                return null;
            }
        }
        return values;
    }

    private @Nullable String value(ParentText text, RawRecord parent) {
        var out = new StringBuilder();
        for (ParentText.Part part : text.parts()) {
            switch (part) {
                case ParentText.Part.Plain(String plain) -> out.append(plain);
                case ParentText.Part.Value(JsonPath path) -> {
                    String value = text(parent.values()[paths.indexOf(path)]);
                    if (value.isEmpty()) {
                        return null;
                    }
                    out.append(value);
                }
            }
        }
        return out.length() > LONGEST || out.indexOf("\0") >= 0 ? null : out.toString();
    }

    /// A single value as text; empty for none, and for an object or array.
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case RawJson _ -> "";
            case RawNumber(String number) -> number;
            default -> value.toString();
        };
    }
}
