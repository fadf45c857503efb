package org.cairn.collect.fetch;

import java.util.Map;
import org.cairn.vault.document.ArchivedDocument;

/// A document of a run, durable in the vault.
///
/// @param fileName its own name without folders
/// @param given values that its records carry from outside of it, by name
public record FetchedDocument(
        ArchivedDocument archived, String fileName, Map<String, String> given) {
    public FetchedDocument {
        given = Map.copyOf(given);
    }

    public FetchedDocument(ArchivedDocument archived, String fileName) {
        this(archived, fileName, Map.of());
    }
}
