package org.cairn.vault.sweep;

/// What the packs of a vault are good for.
///
/// @param live a document or a snapshot names them
/// @param dead nothing names them: a backup that is under way or broke off wrote them, or a
///   snapshot that was removed
/// @param condemned of the dead, those that wait to be removed
public record Room(Amount live, Amount dead, Amount condemned) {}
