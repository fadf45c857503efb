package org.cairn.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.ExportPlain;
import org.cairn.app.ExportPlain.Exported;
import org.cairn.kernel.ByteSize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = {
            "Writes a backup with its WAL, and all documents, as plain files that need no Cairn to be"
                    + " read: tar archives, files of WAL, and a README.txt that says how PostgreSQL"
                    + " restores them.",
            "",
            "Examples:",
            "  cairn repo export --to /mnt/out",
            "  cairn repo export --to /mnt/out 20261121t100003z --wal all"
        },
        footer = {
            "",
            "Exit: 0 exported, 2 the folder is in use or there is no such backup, 5 not written,",
            "      10 no vault, 20 an object that is needed is damaged. What is not exported whole does",
            "      not appear."
        },
        mixinStandardHelpOptions = true)
final class RepoExportCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    @Parameters(
            paramLabel = "LABEL",
            arity = "0..1",
            description = "The backup, or the beginning of its name (default: the newest).")
    @Nullable String label;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "A folder that is empty or does not exist yet.")
    Path to = Path.of("");

    @Option(
            names = "--wal",
            paramLabel = "HOW",
            description =
                    "needed: as far as the backup needs it; all: as far as the vault has it"
                            + " (default: needed).")
    Wal wal = Wal.NEEDED;

    @Option(names = "--no-documents", description = "Leave the documents of collecting out.")
    boolean withoutDocuments;

    /// How far WAL goes.
    enum Wal {
        NEEDED,
        ALL
    }

    RepoExportCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        Exported exported =
                place.wiring(shared, output)
                        .exportPlain(place.vault)
                        .export(
                                new ExportPlain.Order(
                                        to, label, wal == Wal.ALL, !withoutDocuments));
        shared.endProgress();
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("type", "end")
                            .with("exit", 0)
                            .with("folder", exported.folder())
                            .with("backup", exported.label().orElse(null))
                            .with("wal_end", exported.walEnd().orElse(null))
                            .with("documents", exported.documents())
                            .with("bytes", exported.bytes()));
            return 0;
        }
        output.answer(
                exported.label()
                        .map("backup     %s"::formatted)
                        .orElse("backup     none: the vault has no backup"));
        exported.walEnd().ifPresent(end -> output.answer("wal        up to " + end));
        output.answer("documents  " + exported.documents());
        output.answer(String.format(Locale.ROOT, "size       %s", new ByteSize(exported.bytes())));
        output.answer("README.txt in %s says how to restore it".formatted(exported.folder()));
        return 0;
    }
}
