package org.cairn.source;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// What can be wrong with declarations.
public final class SourceProblems {
    public static final ProblemCode DECLARATION_WRONG =
            ProblemCode.of(
                    "declaration-wrong",
                    Fault.USAGE,
                    """
                    A YAML file of the project says something that cannot be done: an unknown key, a value of the \
                    wrong kind, a name that does not exist. Nothing was fetched or changed. Each finding names the \
                    file, line and column. Correct them and check with `cairn source lint`.\
                    """);

    public static final ProblemCode PROJECT_MISSING =
            ProblemCode.of(
                    "project-missing",
                    Fault.USAGE,
                    """
                    The folder has no `cairn.yaml`, so it is not a project. Commands work on the current folder \
                    unless `--project` names another one. Go to the project's folder, or make a project \
                    with `cairn init`.\
                    """);

    public static final ProblemCode PATH_OUTSIDE_PROJECT =
            ProblemCode.of(
                    "path-outside-project",
                    Fault.USAGE,
                    """
                    A declaration names a file that is not below the project folder: an absolute path, a path with \
                    `..`, or a symbolic link that leads out. Declarations may come from others, so they can read \
                    only what lies in the project. Copy the file into the project and name it from there.\
                    """);

    public static final ProblemCode REFERENCE_UNRESOLVED =
            ProblemCode.of(
                    "reference-unresolved",
                    Fault.USAGE,
                    """
                    A value is written as `${env:NAME}` or `${file:PATH}`, and there is no such environment \
                    variable or the file cannot be read. Secrets are kept out of YAML this way, so the command \
                    cannot go on without the value. Set the variable or correct the path.\
                    """);

    public static final ProblemCode UNKNOWN_NAME =
            ProblemCode.of(
                    "unknown-name",
                    Fault.USAGE,
                    """
                    No source or pipeline of the project has the name that was typed. Names are those of \
                    `source:` and `pipeline:` in the YAML files; a resource that no pipeline reads has a \
                    pipeline of its own name. `cairn source ls` shows them.\
                    """);

    public static final ProblemCode MAPPING_UNREADABLE =
            ProblemCode.of(
                    "mapping-unreadable",
                    Fault.DAMAGE,
                    """
                    The stored text of a mapping (how records of a document became rows) cannot be read. Either \
                    it was changed after it was written, or a later Cairn wrote it. Use the Cairn that wrote it, \
                    or restore schema `cairn` of the database from a backup.\
                    """);

    private SourceProblems() {}

    /// Every code of this module.
    public static List<ProblemCode> all() {
        return List.of(
                DECLARATION_WRONG,
                PROJECT_MISSING,
                PATH_OUTSIDE_PROJECT,
                REFERENCE_UNRESOLVED,
                UNKNOWN_NAME,
                MAPPING_UNREADABLE);
    }
}
