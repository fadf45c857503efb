package org.cairn.vault;

import java.util.List;

/// What the damage of one object takes along.
///
/// @param snapshots labels of those that cannot be restored whole
/// @param parts which parts of which files of them, where that is known
/// @param documents names of the documents whose bytes cannot all be read
public record Concern(
        String object, List<String> snapshots, List<String> parts, List<String> documents) {
    public Concern {
        snapshots = List.copyOf(snapshots);
        parts = List.copyOf(parts);
        documents = List.copyOf(documents);
    }
}
