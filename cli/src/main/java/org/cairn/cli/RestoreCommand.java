package org.cairn.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.cairn.app.AppProblems;
import org.cairn.app.ExecuteRestore;
import org.cairn.app.Wiring;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.protect.plan.RestorePlan;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.protect.restore.Delta;
import org.cairn.protect.restore.MakePlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description = {
            "The database as it was: at a moment, a position, or just before or after a run; into a"
                    + " new directory, or with --delta over one of the same server, of which only"
                    + " what differs is written.",
            "",
            "Examples:",
            "  cairn restore plan --to before-run:812",
            "  cairn restore run --to before-run:812 --into /var/tmp/before",
            "  cairn restore run --to 2026-11-21T10:00:00Z --into before --vault /mnt/vault",
            "  cairn restore run --to latest --into /var/lib/postgresql/data --delta --dry-run"
        },
        mixinStandardHelpOptions = true,
        subcommands = {RestoreCommand.Plan.class, RestoreCommand.Run.class})
final class RestoreCommand implements Runnable {
    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "say plan or run");
    }

    /// What both verbs take.
    static final class Point {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "POINT",
                description =
                        "latest, before-run:N, after-run:N, a time with its zone, a position"
                                + " (16/B374D848: all before it) or xid:N.")
        String to = "latest";

        @Option(
                names = "--vault",
                paramLabel = "PLACE",
                description = {
                    "The vault, where there is no project (any more): a folder, or s3://bucket/prefix",
                    "and what it needs: ?endpoint=https://host:port&region=NAME&path_style=true"
                })
        @Nullable String vault;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description =
                        "A file with a key of the vault or its recovery key (default: what"
                                + " CAIRN_VAULT_KEY_FILE, CAIRN_VAULT_PASSPHRASE or"
                                + " CAIRN_VAULT_RECOVERY_KEY say, else the project's).")
        @Nullable Path keyFile;

        @Option(
                names = "--server",
                paramLabel = "ID",
                description =
                        "The system identifier, where the vault has several servers (default: that"
                                + " of the run, else of the newest backup).")
        @Nullable String server;

        @Option(
                names = "--timeline",
                paramLabel = "N",
                description = "The timeline (default: that of the run, else the newest).")
        @Nullable Integer timeline;

        @Option(
                names = "--tablespace",
                paramLabel = "OID=DIR",
                description =
                        "Where a tablespace goes; may be repeated (default: beside the directory;"
                                + " must be said of one that was created after the backup).")
        Map<Long, Path> tablespaces = Map.of();

        /// These options once more, as a shell takes them.
        String words() {
            var words = new StringBuilder(" --to " + Shared.shellWord(to));
            if (vault != null) {
                words.append(" --vault ").append(Shared.shellWord(vault));
            }
            if (server != null) {
                words.append(" --server ").append(Shared.shellWord(server));
            }
            if (timeline != null) {
                words.append(" --timeline ").append(timeline);
            }
            tablespaces.forEach((oid, place) ->
                    words.append(" --tablespace ").append(Shared.shellWord(oid + "=" + place)));
            return words.toString();
        }

        MakePlan.Made plan(Wiring wiring, CommandSpec spec) {
            if (server != null && !server.matches("[1-9]\\d{0,19}")) {
                throw new ParameterException(
                        spec.commandLine(), "--server is the number that `backup show` names");
            }
            if (timeline != null && timeline < 1) {
                throw new ParameterException(spec.commandLine(), "timelines start at 1");
            }
            return wiring.planRestore(vault)
                    .plan(
                            new MakePlan.Order(
                                    RestoreTarget.parse(to),
                                    server,
                                    timeline == null ? null : new Timeline(timeline),
                                    tablespaces));
        }
    }

    static Json json(MakePlan.Made made) {
        RestorePlan plan = made.plan();
        return Json.object()
                .with("snapshot", plan.base().snapshot())
                .with(
                        "target",
                        Json.object()
                                .with("to", plan.target())
                                .with("server", plan.server())
                                .with("timeline", plan.timeline().number()))
                .with(
                        "wal",
                        plan.wal().stream()
                                .map(range ->
                                        Json.object()
                                                .with("timeline", range.timeline().number())
                                                .with("from", range.start())
                                                .with("to", range.end()))
                                .toList())
                .with("wal_bytes", plan.walBytes())
                .with(
                        "tablespaces",
                        new TreeMap<>(made.tablespaces().originals())
                                .entrySet().stream()
                                        .map(each ->
                                                Json.object()
                                                        .with("oid", each.getKey())
                                                        .with("was", each.getValue())
                                                        .with(
                                                                "to",
                                                                made.tablespaces()
                                                                        .given()
                                                                        .get(each.getKey())))
                                        .toList())
                .with("files", plan.base().files())
                .with("bytes", plan.base().bytes())
                .with("eta_seconds", plan.estimate().toSeconds())
                .with("behind_gap", plan.behindGap().stream().map(WalRange::toString).toList())
                .with("tainted", made.snapshot().facts().isTainted())
                .with("reachable", true);
    }

    static void showPlan(Output output, MakePlan.Made made) {
        RestorePlan plan = made.plan();
        output.answer("restore to  %s".formatted(plan.target()));
        output.answer(
                "server      %s, PostgreSQL %s"
                        .formatted(plan.server(), made.snapshot().facts().server().version()));
        output.answer(
                "snapshot    %s, finished %s"
                        .formatted(plan.base().snapshot(), plan.base().finishedAt()));
        if (made.snapshot().facts().isTainted()) {
            output.answer(
                    "            it has %d damaged pages"
                            .formatted(made.snapshot().facts().badPages().count()));
        }
        output.answer(
                "files       %d, %s"
                        .formatted(plan.base().files(), new ByteSize(plan.base().bytes())));
        new TreeMap<>(made.tablespaces().originals())
                .forEach((oid, was) -> {
                    Path place = made.tablespaces().given().get(oid);
                    output.answer(
                            "tablespace  %d, was in %s, goes %s"
                                    .formatted(
                                            oid,
                                            was,
                                            place == null
                                                    ? "beside the directory"
                                                    : "to " + place));
                });
        for (WalRange range : plan.wal()) {
            output.answer("wal         %s".formatted(range));
        }
        output.answer("            %s, no gap".formatted(new ByteSize(plan.walBytes())));
        for (WalRange behind : plan.behindGap()) {
            output.answer(
                    "warning     the WAL %s lies behind a gap: nothing of it is in the copy"
                            .formatted(behind));
        }
        output.answer("estimate    %d s".formatted(plan.estimate().toSeconds()));
    }

    @Command(
            name = "plan",
            description = {
                "Says which snapshot and which WAL would be used, how much it is and how long it"
                        + " takes; writes nothing.",
                "",
                "Example:  cairn restore plan --to latest"
            },
            footer = {
                "",
                "Exit: 0 it can be reached, 2 the point is not one, 10 no vault, 20 damage found,",
                "      21 it cannot be reached."
            },
            mixinStandardHelpOptions = true)
    static final class Plan implements Callable<Integer> {
        private final Output output;

        @Spec CommandSpec spec;

        @Mixin Shared shared;
        @Mixin Point point = new Point();

        Plan(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            MakePlan.Made made = point.plan(shared.wiring(output, point.keyFile), spec);
            shared.endProgress();
            if (shared.json) {
                output.answer(json(made));
            } else {
                showPlan(output, made);
                output.answer("");
                output.answer(
                        "next: %s%s --into DIR"
                                .formatted(shared.next("restore run"), point.words()));
            }
            return 0;
        }
    }

    @Command(
            name = "run",
            description = {
                "Restores into a new directory, replays to the point, opens the server on a free"
                        + " port of the loopback address and asks it which run is the last one in it.",
                "",
                "With --delta the directory may be one of the same server, stopped: its files are"
                        + " compared with the backup, and only pages that differ are written. What"
                        + " would be lost is set aside beside it. It is shown first, and a yes is"
                        + " asked for; a restore that was cut short goes on when it is run again.",
                "",
                "Example:  cairn restore run --to before-run:812 --into before"
            },
            footer = {
                "",
                "Exit: 0 restored, 2 the point or the folder is wrong, 5 the server did not get"
                        + " there,",
                "      6 no room, 10 no vault, 20 damage found, 21 the point cannot be reached."
            },
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        private final Output output;

        @Spec CommandSpec spec;

        @Mixin Shared shared;
        @Mixin Point point = new Point();

        @Option(
                names = "--into",
                required = true,
                paramLabel = "DIR",
                description =
                        "The new data directory; must not exist, or be empty, unless --delta is"
                                + " given.")
        Path into = Path.of("");

        @Option(
                names = "--delta",
                description = "Restore over the data directory, and write only what differs.")
        boolean delta;

        @Option(
                names = "--dry-run",
                description = "With --delta: say what would be changed, and change nothing.")
        boolean dryRun;

        @Option(names = "--yes", description = "With --delta: do it without asking.")
        boolean yes;

        @Option(names = "--stop", description = "Stop the restored server after it was looked at.")
        boolean stop;

        Run(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            if ((dryRun || yes) && !delta) {
                throw new ParameterException(
                        spec.commandLine(), "--dry-run and --yes go with --delta");
            }
            Wiring wiring = shared.wiring(output, point.keyFile);
            MakePlan.Made made = point.plan(wiring, spec);
            if (!shared.json) {
                shared.endProgress();
                showPlan(output, made);
                output.answer("");
                output.flush();
            }
            ExecuteRestore act = wiring.executeRestore(point.vault, made);
            var afterwards = stop ? ExecuteRestore.Afterwards.STOP : ExecuteRestore.Afterwards.RUN;
            boolean over = delta && ExecuteRestore.isBegun(made, into);
            if (over && !mayChange(act, made)) {
                return 0;
            }
            if (dryRun && !over) {
                throw new ParameterException(
                        spec.commandLine(), into + " holds nothing that could be compared");
            }
            ExecuteRestore.Report report =
                    over
                            ? act.restoreOver(made, into, afterwards)
                            : act.restore(made, into, afterwards);
            shared.endProgress();
            if (shared.json) {
                output.answer(json(made, report));
            } else {
                show(report);
            }
            return 0;
        }

        /// Shows what would be changed unless somebody has said yes already.
        private boolean mayChange(ExecuteRestore act, MakePlan.Made made) {
            if (yes && !dryRun) {
                return true;
            }
            if (!dryRun && (!output.isTerminal() || shared.json)) {
                throw AppProblems.RESTORE_UNCONFIRMED
                        .says("%s would be changed, and nobody said yes to it", into)
                        .kept("nothing was changed")
                        .remedy("Look with --dry-run, then say --yes.")
                        .asException();
            }
            Delta found = act.compare(made, into);
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("directory", into.toAbsolutePath().normalize())
                                .with("snapshot", made.plan().base().snapshot())
                                .with("target", made.plan().target())
                                .with("dry_run", true)
                                .with("delta", DeltaAnswer.json(found)));
                return false;
            }
            DeltaAnswer.show(output, found, false);
            if (dryRun) {
                return false;
            }
            Confirmation.require(output, "Type yes to change it:");
            return true;
        }

        private static Json json(MakePlan.Made made, ExecuteRestore.Report report) {
            return Json.object()
                    .with("type", "end")
                    .with("exit", 0)
                    .with("directory", report.directory())
                    .with("recovered_to_lsn", report.recoveredTo())
                    .with("recovered_to_time", report.lastCommit())
                    .with(
                            "seconds",
                            Json.object()
                                    .with("fetch", report.fetch().toMillis() / 1000.0)
                                    .with("replay", report.replay().toMillis() / 1000.0)
                                    .with("check", report.check().toMillis() / 1000.0))
                    .with("snapshot", made.plan().base().snapshot())
                    .with("target", made.plan().target())
                    .with("timeline", report.timeline())
                    .with("last_run", report.lastRun() == null ? null : report.lastRun().value())
                    .with("not_asked", report.notAsked().isEmpty() ? null : report.notAsked())
                    .with("delta", report.delta() == null ? null : DeltaAnswer.json(report.delta()))
                    .with("running", report.port() != 0)
                    .with("port", report.port() == 0 ? null : report.port());
        }

        private void show(ExecuteRestore.Report report) {
            if (report.delta() != null) {
                DeltaAnswer.show(output, report.delta(), true);
                output.answer("");
            }
            output.answer(
                    "restored: %s is as it was at %s, on a timeline of its own (%d)"
                            .formatted(
                                    report.directory(), report.recoveredTo(), report.timeline()));
            output.answer("  last transaction in it  " + report.lastCommit());
            output.answer(
                    "  last run in it          "
                            + (report.notAsked().isEmpty()
                                    ? report.lastRun() == null ? "none" : report.lastRun()
                                    : "not asked: " + report.notAsked()));
            output.answer(
                    "  took                    %.1f s for the files, %.1f s to replay"
                            .formatted(
                                    report.fetch().toMillis() / 1000.0,
                                    report.replay().toMillis() / 1000.0));
            if (report.port() == 0) {
                output.answer("next: " + db("start", report));
            } else {
                output.answer(
                        "  listens on              127.0.0.1:%d, users and passwords as they were"
                                .formatted(report.port()));
                output.answer("next: look at it, then %s".formatted(db("stop", report)));
            }
        }

        private String db(String verb, ExecuteRestore.Report report) {
            return shared.next("db " + verb) + " --data " + Shared.shellWord(report.directory());
        }
    }
}
