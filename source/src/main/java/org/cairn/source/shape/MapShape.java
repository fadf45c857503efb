package org.cairn.source.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// Names of the user's choice, each with a value of one shape; wrong entries are reported and left
/// out.
///
/// @param keyWords what the names are, for messages and the reference page
public record MapShape<T>(Shape<String> key, String keyWords, Shape<T> value)
        implements Shape<Map<String, T>> {
    @Override
    public @Nullable Map<String, T> read(YamlNode node, String label, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.error(
                    node.place(),
                    "%s must be names with values".formatted(Words.quoted(label)),
                    "Write {name: value}, or each name on a line of its own below it.");
            return null;
        }
        Map<String, T> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            String name = key.read(entry.key(), keyWords, reading);
            T read = value.read(entry.value(), entry.key().text(), reading);
            if (name != null && read != null) {
                values.put(name, read);
            }
        }
        return values;
    }

    @Override
    public String words() {
        return "%s → %s".formatted(keyWords, value.words());
    }
}
