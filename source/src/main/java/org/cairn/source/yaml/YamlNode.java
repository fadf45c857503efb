package org.cairn.source.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of a YAML document.
public sealed interface YamlNode {
    Place place();

    /// How many nodes it has with every alias written out, itself included.
    int size();

    /// A value without parts.
    ///
    /// @param text as it was written, for a plain scalar; without quotes and escapes otherwise
    /// @param quotes characters before the text where the text stands in the file as it is; -1
    ///   where it does not (escapes, several lines)
    record Scalar(Place place, String text, Kind kind, int quotes) implements YamlNode {
        /// Where the character of the text is, as near as can be told.
        public Place inside(int offset) {
            return quotes < 0
                    ? place
                    : new Place(
                            place.line(),
                            place.column()
                                    + quotes
                                    + text.codePointCount(0, Math.min(offset, text.length())));
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /// A list.
    record Sequence(Place place, List<YamlNode> items, int size) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// Keys and values in the order of the file; no key twice.
    record Mapping(Place place, List<Entry> entries, int size) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public @Nullable Entry find(String key) {
            for (Entry entry : entries) {
                if (entry.key().text().equals(key)) {
                    return entry;
                }
            }
            return null;
        }
    }

    /// One key with its value.
    record Entry(Scalar key, YamlNode value) {}

    /// What a scalar is by the core schema of YAML 1.2; quoted ones are always text.
    enum Kind {
        TEXT,
        WHOLE,
        NUMBER,
        FLAG,
        NOTHING
    }
}
