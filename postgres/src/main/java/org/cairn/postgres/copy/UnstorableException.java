package org.cairn.postgres.copy;

/// A value that no PostgreSQL column of the type can hold, such as a text with the character NUL.
///
/// The message says what and where, and never quotes the value. After it the tuple that was being
/// written is incomplete: call [TupleBuffer#abandonTuple].
public final class UnstorableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnstorableException(String message) {
        super(message);
    }
}
