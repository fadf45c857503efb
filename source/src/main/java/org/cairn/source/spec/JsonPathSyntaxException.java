package org.cairn.source.spec;

/// A text is not a path that can be followed; the message is for the user and says where and why.
public final class JsonPathSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    JsonPathSyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /// Where it is wrong: characters before the place, from 0.
    public int offset() {
        return offset;
    }
}
