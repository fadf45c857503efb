package org.cairn.collect.map;

/// A value that a transform could not read: its record goes to quarantine.
///
/// @param text as the source wrote it
/// @param expected what it should be, without the text
public record Unreadable(String text, String expected) {
    @Override
    public String toString() {
        return text;
    }
}
