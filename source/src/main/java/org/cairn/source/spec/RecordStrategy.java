package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to find the records of a document.
///
/// @param id names the strategy in lineage; `records[0]` and so on unless declared
/// @param whenFile the file name this strategy is for, from `when: "file == 'x.json'"`; null for
///   any
/// @param path selects the records in JSON; ignored for CSV and JSON Lines
/// @param set constant values by field name; they win over what the record says
/// @param carry values from around the record, by name, used by fields as `{carry: name}`; the path
///   shares its first steps with `path`
/// @param unpivot for a table whose records become several; null for none
public record RecordStrategy(
        String id,
        @Nullable String whenFile,
        JsonPath path,
        Map<String, String> set,
        Map<String, JsonPath> carry,
        @Nullable Unpivot unpivot) {
    /// A strategy whose records stay as they are.
    public RecordStrategy(
            String id,
            @Nullable String whenFile,
            JsonPath path,
            Map<String, String> set,
            Map<String, JsonPath> carry) {
        this(id, whenFile, path, set, carry, null);
    }

    public RecordStrategy {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        carry = Collections.unmodifiableMap(new LinkedHashMap<>(carry));
    }
}
