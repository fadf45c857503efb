package org.cairn.app;

import org.cairn.source.read.LintReport;
import org.cairn.source.read.ProjectReader;

/// Checks a project's declarations without running anything.
public final class LintDeclarations {
    private final ProjectLayout layout;

    LintDeclarations(ProjectLayout layout) {
        this.layout = layout;
    }

    /// Problems: `project-missing`. What is wrong in the files is in the report.
    public LintReport lint() {
        return ProjectReader.lint(layout.root());
    }
}
