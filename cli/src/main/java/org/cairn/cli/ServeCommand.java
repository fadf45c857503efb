package org.cairn.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.cairn.app.ServeProject;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        description = {
            "Protects the project's server for as long as it runs: streams its WAL into the vault"
                    + " within seconds, and does what `schedules` in cairn.yaml says. One process a"
                    + " project; Ctrl-C or SIGTERM ends it in order.",
            "",
            "Example:  cairn serve"
        },
        footer = {
            "",
            "Exit: 0 ended in order, 2 the server's past is not that of the vault, 5 another cairn",
            "      serves this project, 11 two servers of one identity. What may pass, such as a wrong",
            "      password, is said and tried again."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    ServeCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        ServeProject serve = shared.wiring(events()).serveProject();
        var answered = new CountDownLatch(1);
        try (var _ = Main.endingAtSignal(serve::stop, answered)) {
            serve.run();
            shared.endProgress();
            if (shared.json) {
                output.answer(Json.object().with("type", "end").with("exit", 0));
            }
            output.flush();
            return 0;
        } finally {
            answered.countDown();
        }
    }

    /// With `--json` each note is a line of the answer, for whoever watches the process.
    private EventSink events() {
        ProgressLine line = shared.events(output);
        return event -> {
            if (shared.json && event instanceof RunEvent.Noted(String message)) {
                output.answer(Json.object().with("type", "note").with("message", message));
                output.flush();
            } else if (shared.json
                    && event instanceof RunEvent.Within(String name, var inner)
                    && inner instanceof RunEvent.Noted(String message)) {
                output.answer(
                        Json.object()
                                .with("type", "note")
                                .with("source", name)
                                .with("message", message));
                output.flush();
            } else {
                line.accept(event);
            }
        };
    }
}
