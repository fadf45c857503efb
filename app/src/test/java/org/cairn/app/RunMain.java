package org.cairn.app;

import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;

/// A Cairn of its own for tests: runs one source of a project as the command does, prints how that
/// ended, and exits with the command's status.
final class RunMain {
    private RunMain() {}

    /// Arguments: the project's folder, the source.
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[0]);
        var wiring = new Wiring(project, project, EventSink.NONE, System.getenv());
        int status = 0;
        try {
            // The wiring first, so that a kill at random hits the run and not the start of Java.
            var sources = wiring.runSources();
            System.out.println("begun");
            System.out.println(sources.run(List.of(arguments[1]), null).state());
        } catch (ProblemException e) {
            System.out.println(e.problem().code().name());
            status = e.problem().code().exitCode();
        }
        System.exit(status);
    }
}
