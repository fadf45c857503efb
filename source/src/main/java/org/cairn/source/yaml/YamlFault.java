package org.cairn.source.yaml;

/// Something that is not YAML, or YAML that declarations do not use.
///
/// @param remedy a sentence that starts with a verb
public record YamlFault(Place place, String message, String remedy) {}
