package org.cairn.source.shape;

/// Whether a finding stops the project from being used.
public enum Severity {
    /// Nothing runs until it is corrected.
    ERROR,
    /// Works, but is probably not what is meant.
    WARNING
}
