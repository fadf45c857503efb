package org.cairn.source.shape;

/// Finds what `${env:NAME}` and `${file:PATH}` stand for.
public interface References {
    /// Resolves one reference.
    Resolved resolve(Origin origin, String name);

    /// Where the value is kept.
    enum Origin {
        ENV,
        FILE
    }

    /// What came of it.
    sealed interface Resolved {
        /// The text it stands for.
        record Found(String text) implements Resolved {}

        /// It could not be found; message and remedy are for the user and never hold a value.
        record Missing(String message, String remedy) implements Resolved {}
    }
}
