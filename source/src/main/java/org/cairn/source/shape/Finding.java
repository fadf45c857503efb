package org.cairn.source.shape;

import java.util.Comparator;

/// One thing that is wrong or doubtful in a declaration.
///
/// @param file relative to the project, with `/`
/// @param line from 1
/// @param column from 1, in Unicode code points
/// @param message lower case, no full stop
/// @param remedy a sentence that starts with a verb
public record Finding(
        String file, int line, int column, Severity severity, String message, String remedy) {
    /// By file, line, column.
    public static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file)
                    .thenComparingInt(Finding::line)
                    .thenComparingInt(Finding::column)
                    .thenComparing(Finding::message);

    /// `sources/gvrc.yaml:12:5 unknown key 'feilds', did you mean 'fields'?`
    @Override
    public String toString() {
        return "%s:%d:%d %s".formatted(file, line, column, message);
    }
}
