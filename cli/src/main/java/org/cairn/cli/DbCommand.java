package org.cairn.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cairn.app.ControlCopy;
import org.cairn.postgres.server.RunningServer;
import org.cairn.postgres.server.ServerStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "db",
        description = {
            "The project's embedded PostgreSQL server. Commands start it when they need it, and it"
                    + " goes on until it is stopped. With --data: a server that was restored.",
            "",
            "Examples:",
            "  cairn db start",
            "  cairn db status          where it is and how to connect",
            "  cairn db stop",
            "  cairn db stop --data /var/tmp/before"
        },
        mixinStandardHelpOptions = true,
        subcommands = {DbCommand.Start.class, DbCommand.Stop.class, DbCommand.Status.class})
final class DbCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say start, stop or status");
    }

    /// The server meant: that of the project, or a restored one.
    static final class Which {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The data directory of a restored server, instead of the project's.")
        @Nullable Path data;
    }

    /// A restored server, after it was started, stopped or looked at.
    private static int copy(Output output, Shared shared, Path data, ControlCopy copy) {
        Optional<RunningServer> running = copy.status();
        shared.endProgress();
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("state", running.isPresent() ? "running" : "stopped")
                            .with("pid", running.map(RunningServer::pid).orElse(null))
                            .with("port", running.map(RunningServer::port).orElse(null))
                            .with("data_directory", data.toAbsolutePath().normalize()));
        } else {
            output.answer(
                    running.map(server ->
                                    "running: pid %d, 127.0.0.1:%d, users and passwords as they were"
                                            .formatted(server.pid(), server.port()))
                            .orElse("stopped: data in " + data));
        }
        return 0;
    }

    private static void answer(Output output, Shared shared, ServerStatus status) {
        switch (status) {
            case ServerStatus.Running running -> {
                if (shared.json) {
                    output.answer(
                            Json.object()
                                    .with("state", "running")
                                    .with("pid", running.pid())
                                    .with("port", running.port())
                                    .with("version", running.version())
                                    .with(
                                            "url",
                                            "postgresql://cairn@127.0.0.1:"
                                                    + running.port()
                                                    + "/cairn")
                                    .with("data_directory", running.dataDirectory()));
                } else {
                    output.answer(
                            "running: PostgreSQL %s, pid %d, port %d"
                                    .formatted(running.version(), running.pid(), running.port()));
                    output.answer("data:    " + running.dataDirectory());
                    output.answer(
                            "connect: PGPASSWORD=$(cat %s) psql -h 127.0.0.1 -p %d -U cairn cairn"
                                    .formatted(
                                            Shared.shellWord(
                                                    running.dataDirectory()
                                                            .resolveSibling("password")),
                                            running.port()));
                }
            }
            case ServerStatus.Stopped(var data) ->
                    output.answer(
                            shared.json
                                    ? Json.object()
                                            .with("state", "stopped")
                                            .with("data_directory", data)
                                    : "stopped: data in " + data);
            case ServerStatus.Absent _ ->
                    output.answer(
                            shared.json
                                    ? Json.object().with("state", "absent")
                                    : "absent: the first run or `cairn db start` makes it");
        }
    }

    @Command(
            name = "start",
            description = "Starts it; makes it first if there is none.",
            mixinStandardHelpOptions = true)
    static final class Start implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Which which = new Which();

        Start(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            if (which.data != null) {
                ControlCopy copy = shared.wiring(output).controlCopy(which.data);
                copy.start();
                return copy(output, shared, which.data, copy);
            }
            ServerStatus started = shared.wiring(output).controlDatabase().start();
            shared.endProgress();
            answer(output, shared, started);
            return 0;
        }
    }

    @Command(
            name = "stop",
            description = "Stops it; open sessions are ended.",
            mixinStandardHelpOptions = true)
    static final class Stop implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Which which = new Which();

        Stop(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            if (which.data != null) {
                ControlCopy copy = shared.wiring(output).controlCopy(which.data);
                copy.stop();
                return copy(output, shared, which.data, copy);
            }
            answer(output, shared, shared.wiring(output).controlDatabase().stop());
            return 0;
        }
    }

    @Command(
            name = "status",
            description = "Says whether it runs and how to connect.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Which which = new Which();

        Status(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            if (which.data != null) {
                ControlCopy copy = shared.wiring(output).controlCopy(which.data);
                return copy(output, shared, which.data, copy);
            }
            answer(output, shared, shared.wiring(output).controlDatabase().status());
            return 0;
        }
    }
}
