package org.cairn.source.spec;

/// Where the documents of a source come from.
public sealed interface SourceInput permits FileInput, RestInput, PagesInput {
    /// How the bytes of its documents are to be read.
    FileInput reading();

    /// Where it is, as declared, for people.
    String location();

    /// Whether it is on the web and not in the project.
    boolean isOnTheWeb();

    default FileInput.Format format() {
        return reading().format();
    }
}
