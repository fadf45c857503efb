package org.cairn.cli;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cairn.app.PinBackups;
import org.cairn.vault.snapshot.SnapshotHold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Commands that forbid to remove a backup, and allow it again.
final class PinCommands {
    private PinCommands() {}

    static Json json(SnapshotHold hold) {
        return Json.object().with("who", hold.who()).with("why", hold.why()).with("at", hold.at());
    }

    static String text(SnapshotHold hold) {
        return "by %s since %s: %s"
                .formatted(hold.who(), hold.at().truncatedTo(ChronoUnit.SECONDS), hold.why());
    }

    private static String label(SnapshotHold hold) {
        return hold.snapshot().substring(hold.snapshot().indexOf('-') + 1);
    }

    @Command(
            name = "pin",
            description = {
                "Keeps a backup whatever the retention says, with the WAL that it needs, until it is"
                        + " unpinned.",
                "",
                "Example:  cairn backup pin 20261127t0915 --why 'audit of 2026'"
            },
            footer = {
                "",
                "Exit: 0 pinned, 2 it is pinned already or there is none, 5 an expiry is about to",
                "      remove it, 10 no vault."
            },
            mixinStandardHelpOptions = true)
    static final class Pin implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Parameters(paramLabel = "BACKUP", description = "Its name, or the beginning of it.")
        String name = "";

        @Option(
                names = "--why",
                paramLabel = "TEXT",
                required = true,
                description = "For whoever asks whether it may go.")
        String why = "";

        @Option(
                names = "--forget-expiry",
                description =
                        "Let go what an expiry said that was killed: only when none is at work, on"
                                + " no machine.")
        boolean forgetExpiry;

        Pin(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            PinBackups act = place.wiring(shared, output).pinBackups(place.vault);
            SnapshotHold hold =
                    forgetExpiry ? act.pinForgettingExpiry(name, why) : act.pin(name, why);
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("snapshot", label(hold))
                                .with("pin", json(hold)));
            } else {
                output.answer("backup %s is pinned %s".formatted(label(hold), text(hold)));
            }
            return 0;
        }
    }

    @Command(
            name = "unpin",
            description = "Lets a backup go again as the retention says.",
            mixinStandardHelpOptions = true)
    static final class Unpin implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Parameters(paramLabel = "BACKUP", description = "Its name, or the beginning of it.")
        String name = "";

        Unpin(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            Optional<SnapshotHold> hold =
                    place.wiring(shared, output).pinBackups(place.vault).unpin(name);
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("snapshot", hold.map(PinCommands::label).orElse(name))
                                .with("pin", hold.map(PinCommands::json).orElse(null)));
            } else {
                output.answer(
                        hold.map(was ->
                                        "backup %s is pinned no more; it was %s"
                                                .formatted(label(was), text(was)))
                                .orElse("backup %s was not pinned".formatted(name)));
            }
            return 0;
        }
    }
}
