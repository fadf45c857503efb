package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One way to find the records of a document.
///
/// @param id names the strategy in lineage; `records[0]` and so on unless declared
/// @param whenFile the file name this strategy is for, from `when: "file == 'x.json'"`; null for
///   any
/// @param path selects the records in JSON and YAML; ignored for the other formats
/// @param set constant values by field name; they win over what the record says
/// @param carry values from around the record, by name, used by fields as `{carry: name}`; the path
///   shares its first steps with `path`
/// @param unpivot for a table whose records become several; null for none
/// @param markup how records are found in HTML and XML; null for the other formats
public record RecordStrategy(
        String id,
        @Nullable String whenFile,
        JsonPath path,
        Map<String, String> set,
        Map<String, JsonPath> carry,
        @Nullable Unpivot unpivot,
        @Nullable MarkupRecords markup) {
    /// A strategy of a format that is no markup, whose records stay as they are.
    public RecordStrategy(
            String id,
            @Nullable String whenFile,
            JsonPath path,
            Map<String, String> set,
            Map<String, JsonPath> carry) {
        this(id, whenFile, path, set, carry, null, null);
    }

    public RecordStrategy {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        carry = Collections.unmodifiableMap(new LinkedHashMap<>(carry));
    }

    /// The same strategy under a name.
    public RecordStrategy named(String name) {
        return new RecordStrategy(name, whenFile, path, set, carry, unpivot, markup);
    }

    /// The names of the values carried.
    public Set<String> carried() {
        return markup == null ? carry.keySet() : markup.carry().keySet();
    }

    /// Where the records are, as the declaration says it.
    public String where() {
        return markup == null ? path.toString() : markup.select().toString();
    }

    /// Where a carried value is, as the declaration says it.
    public Optional<String> whereCarried(String name) {
        return Optional.ofNullable(markup == null ? carry.get(name) : markup.carry().get(name))
                .map(Object::toString);
    }
}
