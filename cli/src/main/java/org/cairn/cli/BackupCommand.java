package org.cairn.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.app.ReadBackups;
import org.cairn.app.ReadBackups.Sayings;
import org.cairn.app.TakeBackup;
import org.cairn.app.Wiring;
import org.cairn.kernel.ByteSize;
import org.cairn.protect.backup.SourceChoice;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.snapshot.Loss;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFacts;
import org.cairn.vault.snapshot.SnapshotFigures;
import org.cairn.vault.snapshot.SnapshotHold;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.snapshot.SnapshotSurvey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = {
            "Takes a backup of the whole server: every one is full, checked page by page, and"
                    + " visible only when everything that a restore needs is in the vault.",
            "",
            "Examples:",
            "  cairn backup",
            "  cairn backup ls",
            "  cairn backup verify"
        },
        footer = {
            "",
            "Exit: 0 stored, 3 stored but pages of the server are damaged, 4 not allowed, 5 server"
                    + " or",
            "      vault not reachable, 6 a limit such as a full disk."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            BackupCommand.Create.class,
            BackupCommand.Ls.class,
            BackupCommand.Show.class,
            BackupCommand.Verify.class,
            PinCommands.Pin.class,
            PinCommands.Unpin.class,
            ExpireCommand.class
        })
final class BackupCommand implements Callable<Integer> {
    private static final int TAINTED = 3;
    private static final int DAMAGE = 20;
    private static final int MOST_PARTS = 20;

    private final Output output;

    @Mixin Shared shared;

    BackupCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        return create(shared.wiring(output).takeBackup(), shared, false, output);
    }

    private static int create(TakeBackup act, Shared shared, boolean whole, Output output) {
        TakeBackup.Report report = whole ? act.takeReadingAll() : act.take();
        shared.endProgress();
        Snapshot snapshot = report.snapshot();
        int exit = snapshot.facts().isTainted() ? TAINTED : 0;
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("type", "end")
                            .with("exit", exit)
                            .with("snapshot", snapshot.label())
                            .with("lsn", snapshot.stop())
                            .with("bytes_logical", snapshot.figures().logicalBytes())
                            .with("bytes_read", snapshot.figures().readBytes())
                            .with("bytes_stored", snapshot.figures().storedBytes())
                            .with("changes", snapshot.figures().changes().text())
                            .with("base", snapshot.figures().base().orElse(null))
                            .with("file_source", FileSources.name(snapshot.figures()))
                            .with("file_source_reason", FileSources.reason(snapshot.figures()))
                            .with("seconds", report.seconds())
                            .with("files", snapshot.figures().files())
                            .with("bad_pages", snapshot.facts().badPages().count()));
            return exit;
        }
        output.answer(
                "backup %s: %d files, %s, of which %s were read and %s stored, %.1f s"
                        .formatted(
                                snapshot.label(),
                                snapshot.figures().files(),
                                new ByteSize(snapshot.figures().logicalBytes()),
                                new ByteSize(snapshot.figures().readBytes()),
                                new ByteSize(snapshot.figures().storedBytes()),
                                report.seconds()));
        output.answer(
                "from here on the server can be restored to any moment after "
                        + snapshot.facts().span().finishedAt().truncatedTo(ChronoUnit.SECONDS));
        tainted(snapshot.facts(), output);
        output.answer("next: " + shared.next("backup verify " + snapshot.label()));
        return exit;
    }

    private static void tainted(SnapshotFacts facts, Output output) {
        if (!facts.isTainted()) {
            return;
        }
        output.answer(
                "warning: %d pages of the server are damaged on its disk; an older backup may have"
                        .formatted(facts.badPages().count()));
        output.answer("         them whole, so keep it. The first:");
        facts.badPages().first().stream()
                .limit(5)
                .forEach(page ->
                        output.answer(
                                "         %s, block %d".formatted(page.path(), page.block())));
    }

    @Command(
            name = "create",
            description = {
                "Takes a backup; the same as `cairn backup`. Every one is full. What did not change since"
                        + " the one before is neither stored again nor read, where the server's WAL"
                        + " summaries (summarize_wal, PostgreSQL 17 and newer) or the WAL in the vault"
                        + " tell."
            },
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;

        @Option(
                names = "--whole",
                description =
                        "Read every page and compare it, whatever could be known of what changed.")
        boolean whole;

        @Option(
                names = "--source",
                paramLabel = "WHERE",
                description =
                        "Where the server's files are read: `local`, from its data directory; `sql`,"
                                + " over its sessions, with no access to its machine; `auto`, the"
                                + " first where that can be read (default: as declared).")
        @Nullable SourceChoice source;

        @Mixin BackupLimitOptions limits = new BackupLimitOptions();

        Create(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            Wiring wiring = shared.wiring(output);
            TakeBackup.How declared = wiring.howBackupsAreTaken();
            var how =
                    new TakeBackup.How(
                            limits.over(declared.limits()),
                            source == null ? declared.source() : source);
            TakeBackup act = wiring.takeBackup(how);
            return create(act, shared, whole, output);
        }
    }

    /// Where the vault is, for commands that need nothing else.
    static final class Place {
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

        Wiring wiring(Shared shared, Output output) {
            return shared.wiring(output, keyFile);
        }
    }

    @Command(
            name = "ls",
            description = "Lists the backups in the vault, the newest first.",
            mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Place place = new Place();

        Ls(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            Wiring wiring = place.wiring(shared, output);
            ReadBackups backups = wiring.readBackups(place.vault);
            SnapshotSurvey survey = backups.list();
            Sayings sayings = backups.sayings();
            shared.endProgress();
            List<Snapshot> newestFirst = survey.snapshots().reversed();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with(
                                        "snapshots",
                                        newestFirst.stream()
                                                .map(snapshot -> json(snapshot, sayings))
                                                .toList())
                                .with(
                                        "damaged",
                                        survey.findings().stream().map(Finding::object).toList()));
            } else if (newestFirst.isEmpty()) {
                output.answer("no backup yet");
                output.answer("next: " + shared.next("backup"));
            } else {
                show(newestFirst, sayings, wiring.clock().instant());
            }
            survey.findings()
                    .forEach(finding ->
                            output.note(
                                    "warning: %s cannot be read: %s"
                                            .formatted(finding.object(), finding.what())));
            return survey.findings().isEmpty() ? 0 : DAMAGE;
        }

        private void show(List<Snapshot> newestFirst, Sayings sayings, Instant now) {
            var table =
                    new Table("backup", "finished", "size", "stored", "position", "PostgreSQL", "");
            for (Snapshot snapshot : newestFirst) {
                table.row(
                        snapshot.label(),
                        snapshot.facts().span().finishedAt().truncatedTo(ChronoUnit.SECONDS),
                        new ByteSize(snapshot.figures().logicalBytes()),
                        new ByteSize(snapshot.figures().storedBytes()),
                        snapshot.stop(),
                        snapshot.facts().server().version(),
                        notes(snapshot, sayings, now));
            }
            output.answer(table);
        }

        private static String notes(Snapshot snapshot, Sayings sayings, Instant now) {
            Instant verified = sayings.verified(snapshot);
            return Stream.of(
                            snapshot.facts().isTainted() ? "damaged pages" : "",
                            sayings.isPinned(snapshot) ? "pinned" : "",
                            verified == null ? "not verified" : "verified " + Ago.of(verified, now))
                    .filter(note -> !note.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        private static Json json(Snapshot snapshot, Sayings sayings) {
            return Json.object()
                    .with("snapshot", snapshot.label())
                    .with("lsn", snapshot.stop())
                    .with("finished_at", snapshot.facts().span().finishedAt())
                    .with("bytes_logical", snapshot.figures().logicalBytes())
                    .with("bytes_stored", snapshot.figures().storedBytes())
                    .with("server", snapshot.server())
                    .with("timeline", snapshot.timeline().number())
                    .with("tainted", snapshot.facts().isTainted())
                    .with("verified_at", sayings.verified(snapshot))
                    .with("pinned", sayings.isPinned(snapshot));
        }
    }

    private static String age(@Nullable Instant verified, Instant now) {
        return verified == null ? "never" : Ago.of(verified, now);
    }

    @Command(
            name = "show",
            description = "Shows one backup: server, times, positions, sizes, damaged pages, pins.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Place place = new Place();

        @Parameters(paramLabel = "BACKUP", description = "Its name, or the beginning of it.")
        String name = "";

        Show(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            Wiring wiring = place.wiring(shared, output);
            ReadBackups backups = wiring.readBackups(place.vault);
            Snapshot snapshot = backups.load(name);
            Sayings sayings = backups.sayings();
            Optional<SnapshotHold> pin = backups.pin(snapshot);
            shared.endProgress();
            SnapshotFacts facts = snapshot.facts();
            if (shared.json) {
                output.answer(
                        Ls.json(snapshot, sayings)
                                .with("pin", pin.map(PinCommands::json).orElse(null))
                                .with("started_at", facts.span().startedAt())
                                .with("start_lsn", snapshot.start())
                                .with("files", snapshot.figures().files())
                                .with("bytes_read", snapshot.figures().readBytes())
                                .with("changes", snapshot.figures().changes().text())
                                .with("base", snapshot.figures().base().orElse(null))
                                .with("reason", snapshot.figures().reason())
                                .with("file_source", FileSources.name(snapshot.figures()))
                                .with("file_source_reason", FileSources.reason(snapshot.figures()))
                                .with("version", facts.server().version())
                                .with("checksums", facts.server().checksums())
                                .with("bad_pages", facts.badPages().count())
                                .with("tool", facts.tool()));
                return 0;
            }
            output.answer("backup      " + snapshot.label());
            output.answer(
                    "server      %s, PostgreSQL %s, page checksums %s"
                            .formatted(
                                    snapshot.server(),
                                    facts.server().version(),
                                    facts.server().checksums() ? "on" : "off"));
            output.answer(
                    "taken       %s to %s by %s"
                            .formatted(
                                    facts.span().startedAt(),
                                    facts.span().finishedAt(),
                                    facts.tool()));
            output.answer("wal         %s".formatted(facts.span().wal()));
            output.answer(
                    "files       %d, %s, of which %s were read and %s stored"
                            .formatted(
                                    snapshot.figures().files(),
                                    new ByteSize(snapshot.figures().logicalBytes()),
                                    new ByteSize(snapshot.figures().readBytes()),
                                    new ByteSize(snapshot.figures().storedBytes())));
            FileSources.text(snapshot.figures())
                    .ifPresent(text -> output.answer("source      " + text));
            output.answer("changes     " + changes(snapshot.figures()));
            output.answer(
                    "verified    " + age(sayings.verified(snapshot), wiring.clock().instant()));
            pin.ifPresent(by -> output.answer("pinned      " + PinCommands.text(by)));
            tainted(facts, output);
            return 0;
        }
    }

    private static String changes(SnapshotFigures figures) {
        String base = figures.base().orElse("no other");
        return switch (figures.changes()) {
            case WHOLE ->
                    "everything was read and compared with %s: %s"
                            .formatted(base, figures.reason());
            case LSN -> "found by page LSN against %s: %s".formatted(base, figures.reason());
            case SUMMARIES -> "found by the server's WAL summaries since " + base;
            case WAL -> "found by the WAL since %s: %s".formatted(base, figures.reason());
        };
    }

    @Command(
            name = "verify",
            description = {
                "Reads back every object that a restore from a backup needs, its WAL included, and"
                        + " compares every byte by its hash.",
                "",
                "Examples:  cairn backup verify  |  cairn backup verify 20261127t0915"
            },
            footer = {"", "Exit: 0 all of it is there and whole, 10 no vault, 20 damage found."},
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin Place place = new Place();

        @Parameters(
                arity = "0..1",
                paramLabel = "BACKUP",
                description = "Its name, or the beginning of it (default: the newest).")
        @Nullable String name;

        Verify(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            ReadBackups backups = place.wiring(shared, output).readBackups(place.vault);
            VerifyBackup.Report report =
                    backups.verify(name == null ? backups.newest() : backups.load(name));
            shared.endProgress();
            int exit = report.isSound() ? 0 : DAMAGE;
            report.untold()
                    .ifPresent(why ->
                            output.note(
                                    "warning: that it is whole could not be recorded: "
                                            + why.headline()));
            if (shared.json) {
                output.answer(json(report, exit));
            } else {
                show(report);
            }
            return exit;
        }

        private static Json json(VerifyBackup.Report report, int exit) {
            return Json.object()
                    .with("type", "end")
                    .with("exit", exit)
                    .with("level", "V2")
                    .with("objects", report.objects())
                    .with("bytes", report.bytes())
                    .with("damaged", report.findings().stream().map(Finding::object).toList())
                    .with("lost_parts", report.losses().stream().map(Loss::text).toList())
                    .with(
                            "lost_snapshots",
                            report.alsoLost().values().stream()
                                    .flatMap(List::stream)
                                    .distinct()
                                    .sorted()
                                    .toList())
                    .with(
                            "missing_wal",
                            report.missingWal().stream().map(Object::toString).toList())
                    .with("snapshot", report.snapshot().label())
                    .with("verified_at", report.proof().map(SnapshotProof::at).orElse(null));
        }

        private void show(VerifyBackup.Report report) {
            output.answer(
                    "backup %s: %d objects, %s read back and compared"
                            .formatted(
                                    report.snapshot().label(),
                                    report.objects(),
                                    new ByteSize(report.bytes())));
            for (Finding finding : report.findings()) {
                output.answer("damaged: %s: %s".formatted(finding.object(), finding.what()));
                report.losses().stream()
                        .filter(loss -> loss.object().equals(finding.object()))
                        .limit(MOST_PARTS)
                        .forEach(loss -> output.answer("         takes along " + loss.text()));
                List<String> others = report.alsoLost().getOrDefault(finding.object(), List.of());
                if (!others.isEmpty()) {
                    output.answer("         needed also by " + String.join(", ", others));
                }
            }
            report.missingWal().forEach(range -> output.answer("missing: the WAL " + range));
            output.answer(
                    report.isSound()
                            ? "all of it is whole"
                            : "a restore that needs one of these will fail; put them back from a"
                                    + " copy of the vault, or use another backup");
        }
    }
}
