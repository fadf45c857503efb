package org.cairn.postgres.server;

import java.nio.file.Path;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.testing.TestServer;

/// A Cairn of its own for tests: starts the server of a directory, prints where it is, and ends.
final class StartServer {
    private StartServer() {}

    /// Arguments: state directory, runtime directory, the step at which the process dies, or `-`.
    public static void main(String[] arguments) {
        var layout = new ServerLayout(Path.of(arguments[0]), Path.of(arguments[1]));
        var server =
                new EmbeddedServer(
                        layout,
                        TestServer.recipe(18),
                        step -> {
                            if (step.equals(arguments[2])) {
                                Runtime.getRuntime().halt(99);
                            }
                        });
        try {
            System.out.println(server.start(EventSink.NONE).url());
        } catch (ProblemException e) {
            System.out.println(e.getMessage());
        }
    }
}
