package org.cairn.collect.fetch;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that fetching raises.
public final class FetchProblems {
    public static final ProblemCode SOURCE_FILE_MISSING =
            ProblemCode.of(
                    "source-file-missing",
                    Fault.OUTSIDE,
                    "No file is there at the location that a source declares. An empty delivery is"
                            + " an empty list or a header without rows, not an absent file, so nothing was loaded and nothing"
                            + " was taken as gone. Put the file there or correct `location`.");
    public static final ProblemCode SOURCE_FILE_UNREADABLE =
            ProblemCode.of(
                    "source-file-unreadable",
                    Fault.OUTSIDE,
                    "A source's file is there but cannot be read: its permissions forbid it, it is a"
                            + " folder, or the disk reports an error. Nothing was loaded.");
    public static final ProblemCode SOURCE_FILE_CHANGED =
            ProblemCode.of(
                    "source-file-changed",
                    Fault.OUTSIDE,
                    "A file changed while it was read, so what was read may be half of the old and"
                            + " half of the new. Nothing was loaded. Run again when whoever writes"
                            + " it has finished; writers should write beside and rename.");
    public static final ProblemCode SOURCE_NOT_A_FILE =
            ProblemCode.of(
                    "source-not-a-file",
                    Fault.USAGE,
                    "A source's location names something that is not a plain file: a folder, a pipe or"
                            + " a device. Cairn reads plain files only, since anything else may"
                            + " never end. Name the file, or the files of a folder by a pattern such"
                            + " as `data/*.json`.");
    public static final ProblemCode PATH_LEAVES_PROJECT =
            ProblemCode.of(
                    "path-leaves-project",
                    Fault.USAGE,
                    "A file of a source lies outside the project folder, by way of a symbolic link."
                            + " Cairn reads only below the project, so that a declaration taken from"
                            + " somebody else cannot read other files of this machine. Copy the file"
                            + " into the project.");

    public static final ProblemCode ARCHIVE_UNREADABLE =
            ProblemCode.of(
                    "archive-unreadable",
                    Fault.DATA,
                    "A zip archive or a file packed by gzip cannot be unpacked: it is cut off or"
                            + " damaged, needs a password, has two members of one name, or holds"
                            + " another archive. The file itself is stored; nothing of it was"
                            + " loaded. Fetch it again, or unpack it yourself and name the files.");
    public static final ProblemCode ARCHIVE_TOO_LARGE =
            ProblemCode.of(
                    "archive-too-large",
                    Fault.LIMIT,
                    "More comes out of an archive than its size explains: more than 10,000 members,"
                            + " more than 20 GiB, or above 64 MiB more than 200 times its own size."
                            + " Such archives are made to fill disks. Nothing of it was loaded. If"
                            + " it is what it should be, unpack it yourself and name the files.");

    private FetchProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                SOURCE_FILE_MISSING,
                SOURCE_FILE_UNREADABLE,
                SOURCE_FILE_CHANGED,
                SOURCE_NOT_A_FILE,
                PATH_LEAVES_PROJECT,
                ARCHIVE_UNREADABLE,
                ARCHIVE_TOO_LARGE);
    }
}
