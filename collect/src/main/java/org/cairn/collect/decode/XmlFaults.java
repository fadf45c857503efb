package org.cairn.collect.decode;

import org.jspecify.annotations.Nullable;

/// What XML may be, and the problems for what it is not.
final class XmlFaults {
    private static final String STORED = "the document is stored; nothing of it was used";

    private XmlFaults() {}

    /// The character that a reference means, of which `&` and `;` are taken off; null for others.
    static @Nullable Integer point(String reference) {
        return switch (reference) {
            case "lt" -> (int) '<';
            case "gt" -> (int) '>';
            case "amp" -> (int) '&';
            case "quot" -> (int) '"';
            case "apos" -> (int) '\'';
            default -> numbered(reference);
        };
    }

    private static @Nullable Integer numbered(String reference) {
        boolean hex = reference.startsWith("#x");
        String digits = reference.substring(Math.min(reference.length(), hex ? 2 : 1));
        if (!reference.startsWith("#")
                || !digits.matches(hex ? "[0-9a-fA-F]{1,6}" : "[0-9]{1,7}")) {
            return null;
        }
        int point = Integer.parseInt(digits, hex ? 16 : 10);
        boolean text =
                point == '\t'
                        || point == '\n'
                        || point == '\r'
                        || (point >= ' ' && point < 0xd800)
                        || (point > 0xdfff && point < 0xfffe)
                        || (point > 0xffff && point <= 0x10ffff);
        return text ? point : null;
    }

    static boolean isName(String text) {
        int first = text.codePointAt(0);
        if (!Character.isLetter(first) && first != '_' && first != ':') {
            return false;
        }
        return text.codePoints()
                .allMatch(point ->
                        Character.isLetterOrDigit(point)
                                || "_:.-\u00b7".indexOf(point) >= 0
                                || Character.getType(point) == Character.NON_SPACING_MARK
                                || Character.getType(point) == Character.COMBINING_SPACING_MARK);
    }

    static RuntimeException malformed(Body body, long offset, String why) {
        Position at = Position.of(body, offset);
        return DecodeProblems.DOCUMENT_MALFORMED
                .says("the document is not valid XML")
                .what("line %d, column %d, byte %d: %s", at.line(), at.column(), offset, why)
                .kept(STORED)
                .remedy(
                        "Look at the bytes around that place; fetch the document again or ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException();
    }

    static RuntimeException declaresEntities(Body body, long offset) {
        Position at = Position.of(body, offset);
        return DecodeProblems.ENTITIES_REFUSED
                .says("the document declares entities or elements of its own")
                .what("line %d, byte %d: a DOCTYPE with declarations", at.line(), offset)
                .kept(STORED)
                .remedy(
                        "Ask the publisher for the document without it, or take the declarations out.")
                .with("line", at.line())
                .with("offset", offset)
                .asException();
    }

    static RuntimeException encoding(Body body, long offset) {
        Position at = Position.of(body, offset);
        return DecodeProblems.ENCODING_UNREADABLE
                .says("the document is not text in the encoding it declares")
                .what("line %d, column %d, byte %d", at.line(), at.column(), offset)
                .kept(STORED)
                .remedy(
                        "Declare the encoding it is really in, for example 'encoding: windows-1252'.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException();
    }

    static RuntimeException tooLong(Body body, long offset) {
        Position at = Position.of(body, offset);
        return DecodeProblems.VALUE_TOO_LONG
                .says("a tag or text of the document is longer than a record may be")
                .what("line %d, column %d, byte %d", at.line(), at.column(), offset)
                .kept(STORED)
                .remedy("Look at the bytes at that place and ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException();
    }

    static RuntimeException tooDeep(Body body, long offset, int deepest) {
        Position at = Position.of(body, offset);
        return DecodeProblems.TOO_DEEP
                .says("the document nests deeper than %d levels", deepest)
                .what("line %d, column %d, byte %d", at.line(), at.column(), offset)
                .kept(STORED)
                .remedy("Look at the bytes at that place and ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException();
    }
}
