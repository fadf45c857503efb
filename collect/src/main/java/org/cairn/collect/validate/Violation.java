package org.cairn.collect.validate;

/// One reason why a record is refused.
///
/// @param code stable kebab words, for example `missing-required`
/// @param message for a person; never holds the value, which may be personal
public record Violation(String code, String field, String message) {}
