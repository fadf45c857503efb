package org.cairn.source.read;

import java.util.List;
import org.cairn.source.shape.Finding;
import org.cairn.source.shape.Severity;

/// Everything found in a project's declarations.
///
/// @param findings sorted by file, line and column
public record LintReport(List<Finding> findings) {
    public LintReport {
        findings = findings.stream().sorted(Finding.ORDER).toList();
    }

    public List<Finding> errors() {
        return of(Severity.ERROR);
    }

    public List<Finding> warnings() {
        return of(Severity.WARNING);
    }

    private List<Finding> of(Severity severity) {
        return findings.stream().filter(finding -> finding.severity() == severity).toList();
    }
}
