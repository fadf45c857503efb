package org.cairn.source.shape;

/// Finds what `${env:NAME}` and `${file:PATH}` stand for.
public interface References {
    /// Resolves one reference.
    Resolved resolve(Origin origin, String name);

    /// The text of a file of the project, at most 1 MiB of UTF-8.
    ///
    /// @param path relative to the project, without `..`
    default Resolved projectFile(String path) {
        return new Resolved.Missing("there is no project", "Write it into a project.");
    }

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
