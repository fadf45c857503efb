package org.cairn.app;

import java.nio.file.Path;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;

/// A `cairn serve` of its own for tests: serves a project until it is killed, prints what it says,
/// and exits with the command's status.
final class ServeMain {
    private ServeMain() {}

    /// Arguments: the project's folder.
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        EventSink events =
                event -> {
                    if (event instanceof RunEvent.Noted(String message)) {
                        System.out.println(message);
                    }
                };
        int status = 0;
        try {
            new Wiring(project, project, events, System.getenv()).serveProject().run();
        } catch (ProblemException e) {
            System.out.println(e.problem().code().name() + ": " + e.problem().headline());
            status = e.problem().code().exitCode();
        }
        System.exit(status);
    }
}
