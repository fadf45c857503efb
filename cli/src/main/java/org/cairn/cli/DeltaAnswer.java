package org.cairn.cli;

import org.cairn.kernel.ByteSize;
import org.cairn.protect.restore.Delta;

/// What a restore over a directory changed, or would change, as text and as JSON.
final class DeltaAnswer {
    private static final int MOST_SHOWN = 5;

    private DeltaAnswer() {}

    /// @param done whether it was changed
    static void show(Output output, Delta delta, boolean done) {
        output.answer("same        %d files".formatted(delta.same()));
        show(output, done ? "rewritten" : "rewrites", "files", delta.rewritten());
        show(output, done ? "created" : "creates", "files", delta.created());
        show(output, done ? "removed" : "removes", "of PostgreSQL's own", delta.removed());
        show(output, done ? "set aside" : "sets aside", "in " + delta.aside(), delta.setAside());
        show(output, "leaves", "that are not PostgreSQL's", delta.left());
        output.answer(
                "bytes       %s compared, %s %s, %s %s"
                        .formatted(
                                new ByteSize(delta.bytes().compared()),
                                new ByteSize(delta.bytes().fetched()),
                                done ? "fetched" : "to be fetched",
                                new ByteSize(delta.bytes().written()),
                                done ? "written" : "to be written"));
        if (delta.setAside().count() > 0 && done) {
            output.answer(
                    "            what was set aside may be the only copy: look at it before you"
                            + " remove it");
        }
    }

    private static void show(Output output, String verb, String what, Delta.Paths paths) {
        if (paths.count() == 0) {
            return;
        }
        output.answer("%-11s %d %s".formatted(verb, paths.count(), what));
        paths.first().stream()
                .limit(MOST_SHOWN)
                .forEach(path -> output.answer("            " + path));
        if (paths.count() > MOST_SHOWN) {
            output.answer("            … and %d more".formatted(paths.count() - MOST_SHOWN));
        }
    }

    static Json json(Delta delta) {
        return Json.object()
                .with("same", delta.same())
                .with("rewritten", json(delta.rewritten()))
                .with("created", json(delta.created()))
                .with("removed", json(delta.removed()))
                .with("set_aside", json(delta.setAside()))
                .with("left", json(delta.left()))
                .with("aside", delta.setAside().count() == 0 ? null : delta.aside())
                .with("compared_bytes", delta.bytes().compared())
                .with("fetched_bytes", delta.bytes().fetched())
                .with("written_bytes", delta.bytes().written());
    }

    private static Json json(Delta.Paths paths) {
        return Json.object().with("count", paths.count()).with("first", paths.first());
    }
}
