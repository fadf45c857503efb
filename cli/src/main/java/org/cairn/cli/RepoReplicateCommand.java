package org.cairn.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.ReplicateVault.Copied;
import org.cairn.kernel.ByteSize;
import org.cairn.vault.CopyOrder;
import org.cairn.vault.copy.Replicated;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replicate",
        description = {
            "Makes another place hold what the vault holds: a vault that opens with the same keys."
                    + " Only what is missing there is copied, and every byte is checked on its"
                    + " way.",
            "",
            "Examples:",
            "  cairn repo replicate --to /mnt/disk2/vault",
            "  cairn repo replicate --to 's3://bucket/prefix?region=eu-central-1' --dry-run"
        },
        footer = {
            "",
            "Exit: 0 the copy has all of it, 10 no vault, 11 the place holds another or a newer vault,",
            "      20 damage found: what is damaged was not copied, nor what needs it; or the copy",
            "      lacks something."
        },
        mixinStandardHelpOptions = true)
final class RepoReplicateCommand implements Callable<Integer> {
    private static final int DAMAGE = 20;

    private final Output output;

    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description =
                    "Where the copy is: a folder, or s3://bucket/prefix as with --vault (default:"
                            + " the copies that cairn.yaml declares).")
    @Nullable String to;

    @Option(names = "--dry-run", description = "Say what would be copied, and write nothing.")
    boolean rehearse;

    RepoReplicateCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        var mode = rehearse ? CopyOrder.Mode.REHEARSE : CopyOrder.Mode.COPY;
        List<Copied> all = place.wiring(shared, output).replicateVault(place.vault, to).copy(mode);
        shared.endProgress();
        int exit = all.stream().allMatch(each -> each.result().isWhole()) ? 0 : DAMAGE;
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("type", "end")
                            .with("exit", exit)
                            .with("dry_run", rehearse)
                            .with("copies", all.stream().map(RepoReplicateCommand::json).toList()));
        } else {
            all.forEach(this::show);
        }
        return exit;
    }

    private void show(Copied copied) {
        Replicated result = copied.result();
        output.answer("copy      " + copied.to());
        output.answer(
                "%-8s  %d objects, %s; %d were there"
                        .formatted(
                                rehearse ? "missing" : "copied",
                                result.copied(),
                                new ByteSize(result.bytes()),
                                result.present()));
        result.replaced()
                .forEach(name -> output.answer("anew:     %s was damaged there".formatted(name)));
        result.findings()
                .forEach(finding ->
                        output.answer(
                                "%s: %s: %s"
                                        .formatted(
                                                finding.kind().name().toLowerCase(Locale.ROOT),
                                                finding.object(),
                                                finding.what())));
        result.withheld()
                .forEach(each ->
                        output.answer(
                                "withheld: %s needs %s".formatted(each.object(), each.needs())));
        result.checked()
                .lacking()
                .forEach(lack ->
                        output.answer("lacking:  %s: %s".formatted(lack.object(), lack.what())));
        if (!rehearse) {
            output.answer(
                    "checked   %d objects and %d backups of the copy, by names and lengths"
                            .formatted(result.checked().objects(), result.checked().snapshots()));
        }
        if (!result.only().isEmpty()) {
            output.answer(
                    "note: %d key objects are only in the copy; keys that were revoked here still"
                            .formatted(result.only().size()));
            output.answer("      open it: see `repo key ls --vault` and `repo key rm --vault`");
        }
        output.answer(last(result));
    }

    private String last(Replicated result) {
        if (!result.isWhole()) {
            return "the copy is sound and lacks what is named above; see `repo check`";
        }
        return rehearse ? "nothing was written" : "the copy has all of it";
    }

    private static Json json(Copied copied) {
        Replicated result = copied.result();
        return Json.object()
                .with("to", copied.to())
                .with("objects_copied", result.copied())
                .with("bytes_copied", result.bytes())
                .with("objects_present", result.present())
                .with("objects_checked", result.checked().objects())
                .with("backups_checked", result.checked().snapshots())
                .with(
                        "lacking",
                        result.checked().lacking().stream()
                                .map(lack ->
                                        Json.object()
                                                .with("object", lack.object())
                                                .with("what", lack.what()))
                                .toList())
                .with("replaced", result.replaced())
                .with("keys_only_in_copy", result.only())
                .with("damaged", result.findings().stream().map(each -> each.object()).toList())
                .with(
                        "withheld",
                        result.withheld().stream()
                                .map(each ->
                                        Json.object()
                                                .with("object", each.object())
                                                .with("needs", each.needs()))
                                .toList());
    }
}
