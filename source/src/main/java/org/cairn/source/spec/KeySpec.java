package org.cairn.source.spec;

import java.util.List;

/// The fields that tell records apart: one list, or several of which the first complete one counts.
///
/// `primary_key: [code]` is one list; `primary_key: {any: [[code], [name, ward]]}` are two. Empty
/// means that a record has no identity but its content.
public record KeySpec(List<List<String>> alternatives) {
    public static final KeySpec WHOLE_RECORD = new KeySpec(List.of());

    public KeySpec {
        alternatives = alternatives.stream().map(List::copyOf).toList();
        if (alternatives.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a key names at least one field");
        }
    }

    /// Whether the key is one list of fields, so that it can be the table's primary key.
    public boolean isSimple() {
        return alternatives.size() == 1;
    }
}
