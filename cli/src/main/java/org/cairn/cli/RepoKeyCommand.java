package org.cairn.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cairn.app.ManageKeys;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.KeySlot;
import org.cairn.vault.key.RecoveryKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "key",
        description = {
            "What opens the vault: key files, passphrases and recovery keys, each in a slot.",
            "",
            "Examples:",
            "  cairn repo key ls",
            "  cairn repo key add --passphrase env:VAULT_PASSPHRASE",
            "  cairn repo key rotate"
        },
        footer = {
            "",
            "Exit: 0 done, 2 no such slot or a secret is missing, 10 no vault, 11 the slot is"
                    + " needed,",
            "      12 no key or the wrong one."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RepoKeyCommand.Ls.class,
            RepoKeyCommand.Add.class,
            RepoKeyCommand.Rm.class,
            RepoKeyCommand.Rotate.class
        })
final class RepoKeyCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say ls, add, rm or rotate");
    }

    @Command(
            name = "ls",
            description = "Lists the key slots; needs no key.",
            mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        Ls(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            List<KeySlot> slots = place.wiring(shared, output).manageKeys(place.vault).list();
            shared.endProgress();
            if (shared.json) {
                output.answer(Json.object().with("slots", slots.stream().map(Ls::json).toList()));
                return 0;
            }
            var table = new Table("slot", "opens by", "epoch", "made");
            slots.forEach(slot ->
                    table.row(
                            slot.id().substring(0, 8),
                            slot.kind().noun(),
                            slot.epoch(),
                            slot.created()));
            output.answer(table);
            return 0;
        }

        private static Json json(KeySlot slot) {
            return Json.object()
                    .with("slot", slot.id())
                    .with("kind", slot.kind().word())
                    .with("epoch", slot.epoch())
                    .with("created_at", slot.created());
        }
    }

    @Command(
            name = "add",
            description = "Lets one more key open the vault.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @ArgGroup(multiplicity = "1")
        What what = new What();

        /// Exactly one of them.
        static final class What {
            @Option(
                    names = "--passphrase",
                    paramLabel = "WHERE",
                    description = "A passphrase, from env:NAME or file:PATH.")
            @Nullable String passphrase;

            @Option(
                    names = "--file",
                    paramLabel = "FILE",
                    description = "A key file; it is made if it is not there.")
            @Nullable Path file;

            @Option(
                    names = "--recovery",
                    description = "One more recovery key, which is shown once.")
            boolean recovery;
        }

        Add(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            ManageKeys keys = place.wiring(shared, output).manageKeys(place.vault);
            if (what.passphrase != null) {
                return added(keys.addPassphrase(what.passphrase));
            }
            if (what.file != null) {
                return added(keys.addFile(what.file));
            }
            try (RecoveryKey made = keys.addRecovery()) {
                shared.endProgress();
                showRecovery(output, shared, made);
            }
            return 0;
        }

        private int added(KeySlot slot) {
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("slot", slot.id())
                                .with("kind", slot.kind().word()));
            } else {
                output.answer(
                        "%s opens the vault by slot %s"
                                .formatted(slot.kind().noun(), slot.id().substring(0, 8)));
            }
            return 0;
        }
    }

    private static void showRecovery(Output output, Shared shared, RecoveryKey made) {
        String text = new String(made.text());
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("type", "end")
                            .with("exit", 0)
                            .with("slot", made.slot().id())
                            .with("kind", made.slot().kind().word())
                            .with("recovery_key", text));
        } else {
            output.answer("This is the new recovery key of the vault, shown this once:");
            RecoveryKeyNote.lines(text, "when every other key is lost").forEach(output::answer);
        }
    }

    @Command(
            name = "rm",
            description = {
                "Takes a key slot away. Who had its secret may have looked into the vault before:"
                        + " only `repo key rotate` keeps new objects from him."
            },
            mixinStandardHelpOptions = true)
    static final class Rm implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Parameters(
                index = "0",
                paramLabel = "SLOT",
                description = "The slot's id or its beginning.")
        String slot = "";

        @Option(
                names = "--force",
                description = "Also the last recovery key, or the key that is in use.")
        boolean force;

        Rm(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            KeySlot removed =
                    place.wiring(shared, output)
                            .manageKeys(place.vault)
                            .remove(slot, force ? KeyRing.Care.FORCED : KeyRing.Care.CAREFUL);
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("slot", removed.id()));
            } else {
                output.answer("slot %s is gone".formatted(removed.id().substring(0, 8)));
                output.answer("next: " + shared.next("repo key rotate"));
            }
            return 0;
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Makes a new master key: what is stored from now on opens by no key that was"
                        + " removed. Keys that are given stay, each in a new slot; the recovery key is"
                        + " a new one and shown once. End `cairn serve` before, and start it again"
                        + " after."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Option(
                names = "--drop",
                paramLabel = "SLOT",
                description = "A slot that shall not open the vault any more; may be repeated.")
        List<String> dropped = List.of();

        Rotate(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            place.wiring(shared, output)
                    .manageKeys(place.vault)
                    .rotate(
                            dropped,
                            made -> {
                                shared.endProgress();
                                showRecovery(output, shared, made);
                                output.flush();
                            });
            return 0;
        }
    }
}
