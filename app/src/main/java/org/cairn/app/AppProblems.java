package org.cairn.app;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems of use cases, and those that only the command line raises.
public final class AppProblems {
    public static final ProblemCode FOLDER_IN_USE =
            ProblemCode.of(
                    "folder-in-use",
                    Fault.USAGE,
                    "A new project or demo would be written into a folder that holds other things."
                            + " Cairn does not overwrite what it did not make. Name an empty or"
                            + " new folder.");
    public static final ProblemCode FILES_UNWRITABLE =
            ProblemCode.of(
                    "files-unwritable",
                    Fault.OUTSIDE,
                    "Files of a project cannot be written or copied: no permission, no room, or a"
                            + " read-only disk. Nothing of the database has changed.");
    public static final ProblemCode BLUEPRINT_MISSING =
            ProblemCode.of(
                    "blueprint-missing",
                    Fault.USAGE,
                    "The demo is made from the folder blueprints/gvrc beside the launcher, and it is"
                            + " not there. Run the launcher from a complete copy of Cairn.");
    public static final ProblemCode DATABASE_NOT_OURS =
            ProblemCode.of(
                    "database-not-ours",
                    Fault.USAGE,
                    "`cairn db` starts, stops and looks at the embedded server, and this project uses"
                            + " a server that somebody else runs (`database.url`). Use that server's"
                            + " own means.");
    public static final ProblemCode USAGE =
            ProblemCode.of(
                    "usage",
                    Fault.USAGE,
                    "The words of a command could not be understood: an unknown command or option,"
                            + " or a missing or malformed value. Nothing was tried. `cairn COMMAND"
                            + " --help` shows what a command takes, with examples.");
    public static final ProblemCode INTERNAL =
            ProblemCode.of(
                    "internal",
                    Fault.BUG,
                    "A mistake in Cairn itself. What was loaded and stored before is not affected:"
                            + " a run is one transaction. Please report it with the trace, which"
                            + " holds no data.");
    public static final ProblemCode MEMORY_EXHAUSTED =
            ProblemCode.of(
                    "memory-exhausted",
                    Fault.LIMIT,
                    "The Java heap was not enough. Cairn bounds its memory at any size of data, so a"
                            + " single very large record is the usual reason. Nothing was loaded."
                            + " Give more with CAIRN_OPTS=-Xmx1g.");

    public static final ProblemCode NOT_RUNNING =
            ProblemCode.of(
                    "not-running",
                    Fault.USAGE,
                    "A run was to be cancelled that is not under way: it has ended before, or its"
                            + " process has gone. What it loaded stays; to go back to before a run,"
                            + " see `cairn restore`.");

    public static final ProblemCode SERVE_RUNNING =
            ProblemCode.of(
                    "serve-running",
                    Fault.OUTSIDE,
                    "Another `cairn serve` runs for this project. There is one for each project: two"
                            + " would contend for the replication slot and do every scheduled thing"
                            + " twice. The message names its process.");
    public static final ProblemCode DATA_NOT_RUNNABLE =
            ProblemCode.of(
                    "data-not-runnable",
                    Fault.USAGE,
                    "The folder given with --data is not the data directory of a PostgreSQL server, or"
                            + " of a restore that did not come to its end. Give the folder that"
                            + " `cairn restore run` named.");

    public static final ProblemCode EXPIRE_UNCONFIRMED =
            ProblemCode.of(
                    "expire-unconfirmed",
                    Fault.USAGE,
                    "What expires is gone for good, so it is shown first and a yes is asked for. Where"
                            + " nobody can be asked, because there is no terminal, --yes says it."
                            + " --dry-run only shows.");

    public static final ProblemCode RESTORE_UNCONFIRMED =
            ProblemCode.of(
                    "restore-unconfirmed",
                    Fault.USAGE,
                    "With --delta a restore changes a data directory that is there, so what it would"
                            + " change is shown first and a yes is asked for. Where nobody can be"
                            + " asked, because there is no terminal, --yes says it. --dry-run only"
                            + " shows.");

    public static final ProblemCode COPY_INCOMPLETE =
            ProblemCode.of(
                    "vault-copy-incomplete",
                    Fault.DAMAGE,
                    "After the vault was copied by a schedule, a look at the copy by names and lengths"
                            + " found that it lacks something: an object is damaged in the vault and"
                            + " was not copied, or somebody removed it from the copy meanwhile. What the"
                            + " copy has is sound. The next copying brings what can be brought;"
                            + " `cairn repo replicate` names all that cannot.");

    public static final ProblemCode SOURCE_EXISTS =
            ProblemCode.of(
                    "source-exists",
                    Fault.USAGE,
                    "`cairn init FILE` would write over a source, or over a file of the project that"
                            + " holds something else. Cairn does not overwrite what a person may"
                            + " have edited. Give the source another name with --source.");
    public static final ProblemCode SOURCE_NOT_INFERRED =
            ProblemCode.of(
                    "source-not-inferred",
                    Fault.DATA,
                    "`cairn init FILE` found no records from which a declaration could be made: the"
                            + " file is empty, or in a format whose records have to be named by a"
                            + " person, such as a page. Write the declaration by hand; the guide has"
                            + " an example of each kind.");

    private AppProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                FOLDER_IN_USE,
                FILES_UNWRITABLE,
                BLUEPRINT_MISSING,
                DATABASE_NOT_OURS,
                SERVE_RUNNING,
                DATA_NOT_RUNNABLE,
                EXPIRE_UNCONFIRMED,
                RESTORE_UNCONFIRMED,
                COPY_INCOMPLETE,
                SOURCE_EXISTS,
                SOURCE_NOT_INFERRED,
                USAGE,
                INTERNAL,
                MEMORY_EXHAUSTED,
                NOT_RUNNING);
    }
}
