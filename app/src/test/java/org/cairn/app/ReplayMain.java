package org.cairn.app;

import java.nio.file.Path;
import java.util.List;
import org.cairn.collect.ReplayOrder;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord.State;

/// A Cairn of its own for tests: replays source `s` of a project, or releases what is in
/// quarantine, and exits with the command's status.
final class ReplayMain {
    private ReplayMain() {}

    /// Arguments: the project's folder, `replay` or `release`.
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        var wiring = new Wiring(project, project, EventSink.NONE, System.getenv());
        int status = 0;
        try {
            var replays = wiring.replayDocuments();
            if (arguments[1].equals("replay")) {
                replays.replay(List.of("s"), new ReplayOrder.Everything(), null);
            } else {
                replays.release(replays.choose(Filter.of(State.OPEN)));
            }
        } catch (ProblemException e) {
            System.out.println(e.problem().code().name());
            status = e.problem().code().exitCode();
        }
        System.exit(status);
    }
}
