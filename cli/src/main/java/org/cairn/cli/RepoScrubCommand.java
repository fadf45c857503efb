package org.cairn.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.cairn.app.ScrubVault;
import org.cairn.kernel.ByteSize;
import org.cairn.vault.Concern;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.scrub.Scrubbed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "scrub",
        description = {
            "Reads a share of the vault back and compares checksums, without a key; the next time goes"
                    + " on where this one ended. With a key it also says what damage takes along.",
            "",
            "Examples:  cairn repo scrub  |  cairn repo scrub --all --no-key --vault /mnt/disk2/vault"
        },
        footer = {"", "Exit: 0 what was read is whole, 10 no vault, 20 damage found."},
        mixinStandardHelpOptions = true)
final class RepoScrubCommand implements Callable<Integer> {
    private static final int DAMAGE = 20;
    private static final int MOST_PARTS = 20;
    private static final String DAILY = "1/30";

    private final Output output;

    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    @ArgGroup @Nullable Amount amount;

    @Option(names = "--no-key", description = "Use no key, also where there is one.")
    boolean withoutKey;

    /// How much is read.
    static final class Amount {
        @Option(
                names = "--share",
                paramLabel = "1/N",
                description = "How much of it, by bytes (default: 1/30).")
        @Nullable String share;

        @Option(names = "--all", description = "All of it, from the beginning.")
        boolean all;
    }

    RepoScrubCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        Amount asked = amount;
        String share = asked == null ? DAILY : asked.all ? null : asked.share;
        ScrubVault.Answer answer =
                place.wiring(shared, output)
                        .scrubVault(place.vault)
                        .scrub(new ScrubVault.Order(share, !withoutKey));
        shared.endProgress();
        int exit = answer.scrubbed().findings().isEmpty() ? 0 : DAMAGE;
        if (shared.json) {
            output.answer(json(answer, exit));
        } else {
            show(answer);
        }
        return exit;
    }

    private void show(ScrubVault.Answer answer) {
        Scrubbed scrubbed = answer.scrubbed();
        output.answer(
                "%d objects, %s of %s read back"
                        .formatted(
                                scrubbed.objects(),
                                new ByteSize(scrubbed.bytes()),
                                new ByteSize(scrubbed.totalBytes())));
        for (Finding finding : scrubbed.findings()) {
            output.answer("damaged: %s: %s".formatted(finding.object(), finding.what()));
            answer.concerns().stream()
                    .filter(concern -> concern.object().equals(finding.object()))
                    .forEach(this::show);
        }
        output.answer(
                scrubbed.reached().isEmpty()
                        ? "the round that began %s is complete".formatted(answer.began())
                        : "%d %% of the round that began %s is done"
                                .formatted(percent(scrubbed), answer.began()));
        if (!scrubbed.findings().isEmpty()) {
            output.answer("put the named objects back from a copy of the vault");
        }
    }

    private void show(Concern concern) {
        concern.snapshots().forEach(label -> output.answer("  backup " + label));
        concern.parts().stream().limit(MOST_PARTS).forEach(part -> output.answer("    " + part));
        concern.documents().stream()
                .limit(MOST_PARTS)
                .forEach(name -> output.answer("  document " + name));
    }

    private static long percent(Scrubbed scrubbed) {
        return 100 * scrubbed.behindBytes() / Math.max(1, scrubbed.totalBytes());
    }

    private static Json json(ScrubVault.Answer answer, int exit) {
        Scrubbed scrubbed = answer.scrubbed();
        return Json.object()
                .with("type", "end")
                .with("exit", exit)
                .with("objects", scrubbed.objects())
                .with("bytes", scrubbed.bytes())
                .with("bytes_total", scrubbed.totalBytes())
                .with("bytes_behind", scrubbed.behindBytes())
                .with("round_began_at", answer.began())
                .with("round_complete", scrubbed.reached().isEmpty())
                .with("damaged", scrubbed.findings().stream().map(Finding::object).toList())
                .with("concerns", concerns(answer.concerns()));
    }

    private static List<Json> concerns(List<Concern> concerns) {
        return concerns.stream()
                .map(concern ->
                        Json.object()
                                .with("object", concern.object())
                                .with("backups", concern.snapshots())
                                .with("parts", concern.parts())
                                .with("documents", concern.documents()))
                .toList();
    }
}
