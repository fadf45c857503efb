package org.cairn.source.shape;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ProblemCode;
import org.cairn.source.SourceProblems;
import org.cairn.source.yaml.Place;
import org.jspecify.annotations.Nullable;

/// What was found while reading one file. Confined to the thread that reads it.
public final class Reading {
    private final String file;
    private final References references;
    private final List<Found> found = new ArrayList<>();
    private int errors;

    public Reading(String file, References references) {
        this.file = file;
        this.references = references;
    }

    /// A finding and the problem it would be alone.
    public record Found(Finding finding, ProblemCode code) {}

    public void error(Place place, String message, String remedy) {
        error(SourceProblems.DECLARATION_WRONG, place, message, remedy);
    }

    public void error(ProblemCode code, Place place, String message, String remedy) {
        errors++;
        add(code, place, Severity.ERROR, new Said(message, remedy));
    }

    public void warning(Place place, String message, String remedy) {
        add(SourceProblems.DECLARATION_WRONG, place, Severity.WARNING, new Said(message, remedy));
    }

    private record Said(String message, String remedy) {}

    private void add(ProblemCode code, Place place, Severity severity, Said said) {
        found.add(
                new Found(
                        new Finding(
                                file,
                                place.line(),
                                place.column(),
                                severity,
                                said.message,
                                said.remedy),
                        code));
    }

    public String file() {
        return file;
    }

    References references() {
        return references;
    }

    /// The text of a file of the project that a declaration names; null after an error.
    ///
    /// @param path relative to the project, without `..`
    public @Nullable String projectFile(String path, Place place) {
        return switch (references.projectFile(path)) {
            case References.Resolved.Found(String text) -> text;
            case References.Resolved.Missing(String message, String remedy) -> {
                error(place, message, remedy);
                yield null;
            }
        };
    }

    /// How many errors there are so far: the same number before and after says that a part is good.
    public int errors() {
        return errors;
    }

    public List<Found> found() {
        return List.copyOf(found);
    }
}
