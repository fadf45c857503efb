package org.cairn.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.cairn.app.SweepVault;
import org.cairn.kernel.ByteSize;
import org.cairn.vault.snapshot.SparsePack;
import org.cairn.vault.sweep.Amount;
import org.cairn.vault.sweep.SweepReport;
import org.cairn.vault.sweep.SweepReport.Waiting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        description = {
            "Gives back the room of packs that no backup and no document needs any more.",
            "What nothing needs is condemned first, and removed by a sweep 72 hours later, unless"
                    + " something needs it again by then. serve sweeps once a day.",
            "A pack that is mostly dead goes by way of the next backup: it stores what it needs of"
                    + " that pack anew, and the pack goes with the backups that still need it.",
            "",
            "Examples:  cairn repo sweep  |  cairn repo sweep --dry-run"
        },
        footer = {
            "",
            "Exit: 0 done, also when there was nothing to do; 10 no vault; 20 an object that may need",
            "      a pack cannot be read: nothing was removed."
        },
        mixinStandardHelpOptions = true)
final class RepoSweepCommand implements Callable<Integer> {
    private static final Pattern SESSION = Pattern.compile("[0-9a-f]{32}");

    private final Output output;

    @Spec CommandSpec spec;
    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    @Option(
            names = "--dry-run",
            description = "Only say what would be condemned, or what waits; nothing is written.")
    boolean dryRun;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description =
                    "How long is waited, such as 72h (the default), 30m or 0s. The risk of less: a"
                            + " backup that stands still for so long is refused at its end, and a restore of"
                            + " a backup that is removed meanwhile breaks off. Nothing that is visible is lost.")
    @Nullable Duration grace;

    @Option(
            names = "--forget",
            paramLabel = "SESSION",
            description =
                    "Lets go what a killed backup announced that a sweep names as held. The risk: if its"
                            + " process is only suspended, it may make a backup that lacks parts.")
    @Nullable String forget;

    RepoSweepCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        SweepVault vault = place.wiring(shared, output).sweepVault(place.vault);
        if (forget != null && dryRun) {
            throw new ParameterException(spec.commandLine(), "--forget is no dry run");
        }
        if (forget != null && !(SESSION.matcher(forget).matches() && vault.forget(forget))) {
            throw new ParameterException(spec.commandLine(), "there is no session " + forget);
        }
        SweepVault.Swept swept = dryRun ? vault.preview(grace) : vault.sweep(grace);
        shared.endProgress();
        if (shared.json) {
            output.answer(json(swept));
        } else {
            show(swept.report());
            show(swept.sparse());
        }
        return 0;
    }

    private void show(SweepReport report) {
        output.answer(
                "removed    %s%s"
                        .formatted(
                                text(report.removed()),
                                report.kept().packs() == 0
                                        ? ""
                                        : "; %s needed again and kept"
                                                .formatted(text(report.kept()))));
        output.answer(
                "condemned  %s%s"
                        .formatted(text(report.condemned()), dryRun ? " would be" : " now"));
        if (report.denied().packs() > 0) {
            output.answer(
                    "denied     %s that the store keeps; tried again by the next sweep"
                            .formatted(text(report.denied())));
        }
        if (report.ended() > 0) {
            output.answer(
                    "ended      %d writers that were silent for long".formatted(report.ended()));
        }
        report.held()
                .forEach((session, creates) ->
                        output.answer(
                                "held       the packs of %s: a backup was killed, or stands still, while it"
                                                .formatted(creates)
                                        + " made it; if it was killed: --forget "
                                        + session));
        if (report.waiting() != null) {
            show(report.waiting());
        }
    }

    private void show(Waiting waiting) {
        output.answer(
                "waiting    %s, condemned %s, until %s by the clock of the store"
                        .formatted(text(waiting.amount()), waiting.marked(), waiting.due()));
        for (SweepReport.Writer writer : waiting.writers()) {
            output.answer(
                    "           and until writer %s ends, last heard of %s"
                            .formatted(writer.session(), writer.lastSign()));
        }
    }

    private void show(List<SparsePack> sparse) {
        if (!sparse.isEmpty()) {
            output.answer(
                    "sparse     %d packs, mostly dead: the next backup stores the %s that it needs of them anew"
                            .formatted(sparse.size(), new ByteSize(liveBytes(sparse))));
        }
    }

    private static long liveBytes(List<SparsePack> sparse) {
        return sparse.stream().mapToLong(SparsePack::liveBytes).sum();
    }

    private static String text(Amount amount) {
        return "%d packs, %s".formatted(amount.packs(), new ByteSize(amount.bytes()));
    }

    private Json json(SweepVault.Swept swept) {
        SweepReport report = swept.report();
        return Json.object()
                .with("type", "end")
                .with("exit", 0)
                .with("dry_run", dryRun)
                .with("condemned", json(report.condemned()))
                .with("removed", json(report.removed()))
                .with("kept", json(report.kept()))
                .with("denied", json(report.denied()))
                .with("writers_ended", report.ended())
                .with("held", report.held().keySet().stream().sorted().toList())
                .with(
                        "sparse",
                        Json.object()
                                .with("packs", swept.sparse().size())
                                .with("live_bytes", liveBytes(swept.sparse())))
                .with("waiting", report.waiting() == null ? null : json(report.waiting()));
    }

    static Json json(Amount amount) {
        return Json.object().with("packs", amount.packs()).with("bytes", amount.bytes());
    }

    private static Json json(Waiting waiting) {
        Instant marked = waiting.marked();
        return json(waiting.amount())
                .with("generation", waiting.generation())
                .with("condemned_at", marked)
                .with("due_at", waiting.due())
                .with(
                        "writers",
                        waiting.writers().stream().map(SweepReport.Writer::session).toList());
    }
}
