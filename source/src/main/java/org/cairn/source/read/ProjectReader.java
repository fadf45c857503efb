package org.cairn.source.read;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.source.SourceProblems;
import org.cairn.source.shape.Finding;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Severity;
import org.cairn.source.spec.ProjectSpec;
import org.jspecify.annotations.Nullable;

/// Reads the declarations of a project folder: `cairn.yaml`, its sources and its pipelines.
///
/// Safe for any thread.
public final class ProjectReader {
    private static final int SHOWN = 10;

    private ProjectReader() {}

    /// The declarations, free of errors.
    ///
    /// Problems: `project-missing` without a `cairn.yaml`; `declaration-wrong` with the first ten
    /// errors, or `path-outside-project` or `reference-unresolved` where every error is of that
    /// kind.
    public static Declarations read(Path projectDirectory) {
        return read(projectDirectory, System::getenv);
    }

    /// As [#read(Path)], where environment variables that are not set stand for a word: enough to
    /// replay what was recorded, which never holds a secret.
    public static Declarations readForReplay(Path projectDirectory) {
        try {
            return read(
                    projectDirectory,
                    name -> {
                        String value = System.getenv(name);
                        return value == null ? "unset" : value;
                    });
        } catch (ProblemException _) {
            // What is wrong is said as it is without stand-ins.
            return read(projectDirectory);
        }
    }

    /// Every finding, also warnings. Throws `project-missing` only; content never throws.
    public static LintReport lint(Path projectDirectory) {
        return lint(projectDirectory, System::getenv);
    }

    /// What `cairn.yaml` says, whatever is wrong in sources and pipelines: enough to stop a server.
    ///
    /// Problems: as of [#read(Path)], for `cairn.yaml` alone.
    public static ProjectSpec readProject(Path projectDirectory) {
        ProjectLoading loading = load(projectDirectory, System::getenv);
        ProjectSpec project = loading.project();
        List<Reading.Found> errors =
                loading.found().stream()
                        .filter(found -> found.finding().severity() == Severity.ERROR)
                        .filter(found -> found.finding().file().equals(ProjectLoading.PROJECT_FILE))
                        .toList();
        if (!errors.isEmpty() || project == null) {
            throw wrong(projectDirectory, errors);
        }
        return project;
    }

    static Declarations read(Path projectDirectory, UnaryOperator<@Nullable String> environment) {
        ProjectLoading loading = load(projectDirectory, environment);
        List<Reading.Found> errors =
                loading.found().stream()
                        .filter(found -> found.finding().severity() == Severity.ERROR)
                        .sorted((a, b) -> Finding.ORDER.compare(a.finding(), b.finding()))
                        .toList();
        ProjectSpec project = loading.project();
        if (!errors.isEmpty() || project == null) {
            throw wrong(projectDirectory, errors);
        }
        return new Declarations(
                project, loading.sources(), loading.pipelines(), report(loading).warnings());
    }

    static LintReport lint(Path projectDirectory, UnaryOperator<@Nullable String> environment) {
        return report(load(projectDirectory, environment));
    }

    private static LintReport report(ProjectLoading loading) {
        return new LintReport(loading.found().stream().map(Reading.Found::finding).toList());
    }

    private static ProjectLoading load(
            Path projectDirectory, UnaryOperator<@Nullable String> environment) {
        var loading =
                new ProjectLoading(
                        new ProjectFiles(projectDirectory),
                        new ProjectReferences(projectDirectory.toAbsolutePath(), environment));
        if (!loading.load()) {
            throw SourceProblems.PROJECT_MISSING
                    .says("there is no project in '%s'", projectDirectory)
                    .what("the folder has no %s", ProjectLoading.PROJECT_FILE)
                    .kept("nothing was tried")
                    .remedy("Go to a project's folder, or make one here with `cairn init`.")
                    .with("path", projectDirectory)
                    .asException();
        }
        return loading;
    }

    private static ProblemException wrong(Path directory, List<Reading.Found> errors) {
        List<ProblemCode> codes = errors.stream().map(Reading.Found::code).distinct().toList();
        List<String> shown =
                errors.stream().limit(SHOWN).map(found -> found.finding().toString()).toList();
        String more =
                errors.size() > SHOWN ? "\n… and %d more".formatted(errors.size() - SHOWN) : "";
        return (codes.size() == 1 ? codes.getFirst() : SourceProblems.DECLARATION_WRONG)
                .says(
                        errors.size() == 1
                                ? "a declaration is wrong"
                                : "%d things in the declarations are wrong",
                        errors.size())
                .what("%s", String.join("\n", shown) + more)
                .kept("Nothing was fetched or changed.")
                .remedy(
                        "%s",
                        errors.size() == 1
                                ? errors.getFirst().finding().remedy()
                                : "Correct them; `cairn source lint` shows a remedy for each.")
                .with("path", directory)
                .with("errors", errors.size())
                .asException();
    }
}
