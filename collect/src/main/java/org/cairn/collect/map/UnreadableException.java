package org.cairn.collect.map;

/// Says that a text is not what a transform reads. Carries no stack trace: it is no mistake of the
/// program, and the mapper turns it into a value that goes to quarantine.
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param expected what the text should be, without the text, which may be personal
    UnreadableException(String expected) {
        super(expected, null, false, false);
    }

    String expected() {
        return String.valueOf(getMessage());
    }
}
