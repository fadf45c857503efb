package org.cairn.collect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.collect.DatasetFlow.Part;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.ReplayLedger;

/// Whether what a run fetched that was held is read otherwise now: the documents are the same, so
/// the declaration is another one.
final class OtherDeclaration {
    private OtherDeclaration() {}

    /// Says so for each resource; empty for a run that loads nothing that was held.
    static List<String> notes(RunContext run, List<Part> parts) {
        ReplayPlan plan = run.replay();
        if (plan == null || plan.share() != ReplayLedger.Share.APPROVED) {
            return List.of();
        }
        RunNumber held = plan.fetched().iterator().next();
        List<String> notes = new ArrayList<>();
        for (Part part : parts) {
            byte[] then = new ReplayLedger().inputHash(run.connection(), held, part.part());
            if (then != null && !Arrays.equals(then, part.inputHash())) {
                notes.add(
                        "%s.%s was declared otherwise when run %s was held; it is read as declared today"
                                .formatted(part.part().source(), part.part().resource(), held));
            }
        }
        return notes;
    }
}
