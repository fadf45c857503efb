package org.cairn.source.yaml;

/// Where something is in a file.
///
/// @param line from 1
/// @param column from 1, in Unicode code points
public record Place(int line, int column) {
    public static final Place START = new Place(1, 1);
}
