package org.cairn.protect.stream;

import java.nio.file.Path;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Timeline;
import org.cairn.protect.ProtectProblems;

/// Bytes of the journal that had been forced to the disk and are not there any more.
///
/// @param from where they begin; how far they go is known from what is still there
public record JournalDamage(Path file, Timeline timeline, Lsn from) {
    public Problem problem() {
        return ProtectProblems.JOURNAL_DAMAGED
                .says("the WAL journal is damaged at %s on timeline %s", from, timeline)
                .what("%s does not hold what was written there", file)
                .kept("what stands before and behind it can be read; the vault is unaffected")
                .remedy(
                        "Check the disk. Cairn asks the server for the missing part again; if that no"
                                + " longer has it, a gap is recorded: take a backup then.")
                .with("file", file)
                .with("timeline", timeline.number())
                .with("lsn", from)
                .build();
    }
}
