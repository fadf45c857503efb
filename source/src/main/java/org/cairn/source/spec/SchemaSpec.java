package org.cairn.source.spec;

import org.cairn.kernel.Sha256;

/// A JSON Schema that describes one record.
///
/// @param file in the project
/// @param text of the file; empty where only its hash was stored
public record SchemaSpec(String file, Sha256 sha256, String text) {}
