package org.cairn.collect.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;

/// The problems that recordings raise.
public final class RecordingProblems {
    public static final ProblemCode RECORDING_MISSING =
            ProblemCode.of(
                    "recording-missing",
                    Fault.USAGE,
                    "A source is to be tested and has no recording: nothing is in the folder"
                            + " NAME.recorded beside its declaration. Make one with `cairn source"
                            + " record NAME` and keep it with the declaration.");
    public static final ProblemCode RECORDING_EXISTS =
            ProblemCode.of(
                    "recording-exists",
                    Fault.USAGE,
                    "A source has a recording already, perhaps one that somebody cut or corrected by"
                            + " hand. It is replaced only by `cairn source record NAME --replace`.");
    public static final ProblemCode RECORDING_LACKS =
            ProblemCode.of(
                    "recording-lacks-answer",
                    Fault.DATA,
                    "A source that was replayed asks for something that its recording does not have:"
                            + " the declaration has changed since, or the recording was cut. If the"
                            + " declaration is right, record anew. Nothing was asked of the network.");
    public static final ProblemCode RECORDING_UNREADABLE =
            ProblemCode.of(
                    "recording-unreadable",
                    Fault.DATA,
                    "A file of a recording is missing, cannot be read, or is not of the format that"
                            + " docs/format/recording-1.md describes. Put it back from version"
                            + " control, or record anew.");
    public static final ProblemCode RECORDING_TOO_LARGE =
            ProblemCode.of(
                    "recording-too-large",
                    Fault.LIMIT,
                    "A recording holds at most 16 MiB of answers and 100,000 lines of expected rows"
                            + " a resource, since it is kept with the declarations. Record fewer pages"
                            + " (`--pages`), or one resource; of a large file put the first lines into"
                            + " the recording by hand.");
    public static final ProblemCode RECORDING_UNWRITABLE =
            ProblemCode.of(
                    "recording-unwritable",
                    Fault.OUTSIDE,
                    "A recording cannot be written beside its declaration: no permission, no room,"
                            + " or a read-only disk. What was there before is still there.");

    private RecordingProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                RECORDING_MISSING,
                RECORDING_EXISTS,
                RECORDING_LACKS,
                RECORDING_UNREADABLE,
                RECORDING_TOO_LARGE,
                RECORDING_UNWRITABLE);
    }

    static ProblemException unreadable(Path file, String what) {
        return RECORDING_UNREADABLE
                .says("%s cannot be read as part of a recording", file.getFileName())
                .what("%s: %s", file, what)
                .kept("nothing was changed")
                .remedy("Put the file back from version control, or record anew.")
                .with("file", file)
                .asException();
    }

    static ProblemException unwritable(Path file, IOException e) {
        return RECORDING_UNWRITABLE
                .says("%s cannot be written", file)
                .what("%s", e)
                .kept("what was recorded before is still there")
                .remedy("Make the folder writable for the user that runs Cairn, then record again.")
                .with("file", file)
                .asException(e);
    }

    static ProblemException tooLarge(String what) {
        return RECORDING_TOO_LARGE
                .says("the recording becomes too large")
                .what("%s", what)
                .kept("what was recorded before is still there")
                .remedy("Record fewer pages (--pages), or one resource alone (SOURCE.RESOURCE).")
                .asException();
    }
}
