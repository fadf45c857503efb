package org.cairn.source.spec;

/// A CSS selector and what it takes of the elements it finds: `h3.name::text`.
///
/// @param query the selector alone; empty for the element that is looked at itself
/// @param attribute the name of the attribute, where that is taken
public record CssPart(String query, Part part, String attribute) {
    private static final String ATTRIBUTE = "attr(";

    /// What is taken of an element.
    public enum Part {
        /// `::text`, and where nothing is written: its text with that of all elements in it.
        TEXT,
        /// `::own-text`: its text without that of elements in it.
        OWN_TEXT,
        /// `::html`: the element as the page has it.
        HTML,
        /// `::attr(NAME)`.
        ATTRIBUTE
    }

    /// Reads a selector.
    ///
    /// @throws IllegalArgumentException with a sentence for the user when the part is not known
    public static CssPart parse(String text) {
        int at = text.lastIndexOf("::");
        if (at < 0) {
            return new CssPart(text.strip(), Part.TEXT, "");
        }
        String query = text.substring(0, at).strip();
        String part = text.substring(at + 2).strip();
        if (part.startsWith(ATTRIBUTE) && part.endsWith(")")) {
            String name = part.substring(ATTRIBUTE.length(), part.length() - 1).strip();
            if (!name.isEmpty()) {
                return new CssPart(query, Part.ATTRIBUTE, name);
            }
        }
        return switch (part) {
            case "text" -> new CssPart(query, Part.TEXT, "");
            case "own-text" -> new CssPart(query, Part.OWN_TEXT, "");
            case "html" -> new CssPart(query, Part.HTML, "");
            default ->
                    throw new IllegalArgumentException(
                            "'::%s' is not a part of an element".formatted(part));
        };
    }

    /// Whether only elements are named, and no part of them.
    public static boolean isElements(String text) {
        return !text.contains("::");
    }
}
