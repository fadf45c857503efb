package org.cairn.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cairn.app.AppProblems;
import org.cairn.app.ExpireOldBackups;
import org.cairn.kernel.ByteSize;
import org.cairn.protect.expire.ExpireBackups.Decision;
import org.cairn.protect.expire.ExpireBackups.Done;
import org.cairn.protect.plan.Base;
import org.cairn.protect.plan.ExpirePlan;
import org.cairn.protect.plan.ExpirePlan.Kept;
import org.cairn.protect.plan.ExpirePlan.Lost;
import org.cairn.protect.plan.ExpirePlan.Reach;
import org.cairn.protect.plan.UnderWay;
import org.cairn.protect.plan.Window;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "expire",
        description = {
            "Removes the backups that the retention does not keep, and the WAL that nothing kept"
                    + " needs. Shows first what stays and why, what goes, and which moments cannot be"
                    + " restored then.",
            "",
            "Examples:",
            "  cairn backup expire --dry-run",
            "  cairn backup expire --retention 'pitr 7d; daily 30; weekly 12; min 3' --dry-run",
            "  cairn backup expire --yes"
        },
        footer = {
            "",
            "Exit: 0 done, or shown; 2 no retention, or no yes; 10 no vault; 20 damage makes it",
            "      uncertain what may go; 22 the newest backup was never verified."
        },
        mixinStandardHelpOptions = true)
final class ExpireCommand implements Callable<Integer> {
    private static final int MOST_LOST = 10;

    private final Output output;

    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    @Option(names = "--dry-run", description = "Only show what would be done.")
    boolean dryRun;

    @Option(
            names = "--retention",
            paramLabel = "TEXT",
            description =
                    "How long backups are kept (default: what protect.retention in cairn.yaml"
                            + " says).")
    @Nullable String retention;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description = "Whose backups, by system identifier (default: that of the newest).")
    @Nullable String server;

    @Option(names = "--yes", description = "Do it without asking.")
    boolean yes;

    ExpireCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        ExpireOldBackups act = place.wiring(shared, output).expireOldBackups(place.vault);
        Decision decision = act.decide(server, retention);
        shared.endProgress();
        if (!shared.json) {
            show(decision);
        }
        if (dryRun || decision.plan().isEmpty()) {
            say(decision, null);
            return 0;
        }
        requireYes();
        Done done = act.execute(decision);
        shared.endProgress();
        say(decision, done);
        return 0;
    }

    private void show(Decision decision) {
        ExpirePlan plan = decision.plan();
        output.answer("server %s: %s".formatted(plan.server(), plan.retention()));
        var table = new Table("backup", "finished", "");
        plan.removed().forEach(base -> row(table, base, "goes"));
        for (Kept kept : plan.kept()) {
            row(table, kept.held().base(), "stays: " + String.join(", ", kept.reasons()));
        }
        output.answer(table);
        output.answer(
                "wal      %d objects, %s go"
                        .formatted(plan.wal().size(), new ByteSize(decision.walBytes())));
        for (UnderWay backup : plan.waiting()) {
            output.answer(
                    "         all from %s on stays for a backup that is under way, or broke off: session %s, last heard of %s"
                            .formatted(
                                    backup.from(),
                                    backup.session(),
                                    backup.lastSign().truncatedTo(ChronoUnit.SECONDS)));
        }
        output.answer(
                "packs    %s will be needed by no backup"
                        .formatted(new ByteSize(decision.packBytes())));
        output.answer(
                "window   any moment since %s; now since %s"
                        .formatted(from(plan.after()), from(plan.before())));
        List<Lost> lost = plan.lost();
        lost.stream().limit(MOST_LOST).forEach(each -> output.answer("lost     " + text(each)));
        if (lost.size() > MOST_LOST) {
            output.answer("lost     … and %d more".formatted(lost.size() - MOST_LOST));
        }
    }

    private static void row(Table table, Base base, String what) {
        table.row(base.snapshot(), base.finishedAt().truncatedTo(ChronoUnit.SECONDS), what);
    }

    private static String from(Reach reach) {
        return windowFrom(reach)
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("never");
    }

    private static Optional<Instant> windowFrom(Reach reach) {
        return reach.newest().map(Window.Interval::fromTime);
    }

    private static String text(Lost lost) {
        return "moments between %s and %s (%s)"
                .formatted(
                        time(lost.from(), "the beginning"),
                        time(lost.to(), "the end"),
                        lost.range());
    }

    private static String time(Optional<Instant> time, String otherwise) {
        return time.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(otherwise);
    }

    private void requireYes() {
        if (yes) {
            return;
        }
        if (!output.isTerminal() || shared.json) {
            throw AppProblems.EXPIRE_UNCONFIRMED
                    .says("what expires is gone for good, and nobody said yes to it")
                    .kept("nothing was removed")
                    .remedy("Look with --dry-run, then say --yes.")
                    .asException();
        }
        Confirmation.require(output, "Type yes to remove it:");
    }

    private void say(Decision decision, @Nullable Done done) {
        if (shared.json) {
            output.answer(json(decision, done));
        } else if (done != null) {
            output.answer(
                    "removed: backups %d, objects of WAL %d, %s"
                            .formatted(
                                    done.removed().size(),
                                    done.walObjects(),
                                    new ByteSize(done.walBytes())));
            if (!done.stayed().isEmpty() || done.walStayed() > 0) {
                output.answer(
                        "still there, pinned meanwhile or locked by the store: backups %s, %d objects of WAL"
                                .formatted(done.stayed(), done.walStayed()));
            }
        } else if (decision.plan().isEmpty()) {
            output.answer("nothing expires");
        } else {
            output.answer("nothing was changed");
            output.answer("next: " + shared.next("backup expire"));
        }
    }

    private Json json(Decision decision, @Nullable Done done) {
        ExpirePlan plan = decision.plan();
        return Json.object()
                .with("type", "end")
                .with("exit", 0)
                .with("dry_run", dryRun)
                .with("server", plan.server())
                .with("retention", plan.retention())
                .with("measured_from", plan.measuredFrom())
                .with("kept", plan.kept().stream().map(ExpireCommand::json).toList())
                .with("removed", plan.removed().stream().map(Base::snapshot).toList())
                .with("wal_objects", done == null ? plan.wal().size() : done.walObjects())
                .with("wal_bytes", done == null ? decision.walBytes() : done.walBytes())
                .with("wal_waiting", plan.waiting().stream().map(ExpireCommand::json).toList())
                .with("pack_bytes", decision.packBytes())
                .with("window_from", windowFrom(plan.after()).orElse(null))
                .with("window_from_before", windowFrom(plan.before()).orElse(null))
                .with("lost", plan.lost().stream().map(ExpireCommand::json).toList())
                .with("stayed", done == null ? List.of() : done.stayed())
                .with("wal_stayed", done == null ? 0 : done.walStayed());
    }

    private static Json json(Kept kept) {
        return Json.object()
                .with("snapshot", kept.held().base().snapshot())
                .with("finished_at", kept.held().base().finishedAt())
                .with("reasons", kept.reasons());
    }

    private static Json json(UnderWay backup) {
        return Json.object()
                .with("session", backup.session())
                .with("timeline", backup.timeline().number())
                .with("from_lsn", backup.from())
                .with("last_sign", backup.lastSign());
    }

    private static Json json(Lost lost) {
        return Json.object()
                .with("timeline", lost.range().timeline().number())
                .with("from_lsn", lost.range().start())
                .with("to_lsn", lost.range().end())
                .with("from", lost.from().orElse(null))
                .with("to", lost.to().orElse(null));
    }
}
