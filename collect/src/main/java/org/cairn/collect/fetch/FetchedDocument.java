package org.cairn.collect.fetch;

import org.cairn.vault.document.ArchivedDocument;

/// A document of a run, durable in the vault.
///
/// @param fileName its own name without folders
public record FetchedDocument(ArchivedDocument archived, String fileName) {}
