package org.cairn.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.cairn.app.InspectVault;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.WalRange;
import org.cairn.vault.Stats;
import org.cairn.vault.Verification;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.snapshot.Loss;
import org.cairn.vault.sweep.Room;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "repo",
        description = {
            "The vault: where documents, backups and WAL are kept.",
            "",
            "Examples:  cairn repo init  |  cairn repo stats  |  cairn repo check --vault /mnt/vault",
            "           cairn repo doctor --vault 's3://bucket/prefix?region=eu-central-1'"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RepoCommand.Init.class,
            RepoCommand.StatsOf.class,
            RepoCommand.Check.class,
            RepoKeyCommand.class,
            RepoSweepCommand.class,
            RepoDoctorCommand.class,
            RepoReplicateCommand.class,
            RepoExportCommand.class,
            RepoScrubCommand.class
        })
final class RepoCommand implements Runnable {
    private static final int DAMAGE = 20;
    private static final int MOST_PARTS = 20;

    @picocli.CommandLine.Spec picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(),
                "say init, stats, check, key, sweep, doctor, replicate, export or scrub");
    }

    @Command(
            name = "init",
            description = {
                "Makes the vault where cairn.yaml says, unless it is there. It is encrypted, and"
                        + " its recovery key is shown once.",
                "",
                "Examples:",
                "  cairn repo init",
                "  cairn repo init --passphrase-from env:VAULT_PASSPHRASE"
            },
            mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Option(
                names = "--encryption",
                paramLabel = "HOW",
                description = "aes or none (default: aes); it cannot be changed afterwards.")
        Encryption encryption = Encryption.AES;

        @Option(
                names = "--passphrase-from",
                paramLabel = "WHERE",
                description =
                        "env:NAME or file:PATH: a passphrase opens the vault, and no key file.")
        @Nullable String passphrase;

        /// Whether a new vault is encrypted.
        enum Encryption {
            AES(Suite.ENCRYPTED),
            NONE(Suite.CLEAR);

            private final Suite suite;

            Encryption(Suite suite) {
                this.suite = suite;
            }
        }

        Init(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            InspectVault.Identity made =
                    place.wiring(shared, output)
                            .makeVault(place.vault, encryption.suite, passphrase)
                            .identity();
            shared.endProgress();
            if (shared.json) {
                output.answer(
                        Json.object()
                                .with("type", "end")
                                .with("exit", 0)
                                .with("vault", made.location())
                                .with("uuid", made.uuid())
                                .with("created_at", made.created())
                                .with("encrypted", made.suite() == Suite.ENCRYPTED));
            } else {
                output.answer(
                        "vault %s in %s, made %s"
                                .formatted(made.uuid(), made.location(), made.created()));
                output.answer(
                        made.suite() == Suite.ENCRYPTED
                                ? "It is encrypted; `repo key ls` lists what opens it."
                                : "It is not encrypted: protect it like the database.");
                if (passphrase != null) {
                    output.answer(
                            "Say so in cairn.yaml: vault: {key: {passphrase: \"${%s}\"}}"
                                    .formatted(passphrase));
                }
                output.answer("next: " + shared.next("serve"));
            }
            return 0;
        }
    }

    @Command(
            name = "stats",
            description = "Says what the vault holds and how much room it takes.",
            mixinStandardHelpOptions = true)
    static final class StatsOf implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        @Option(
                names = "--dead",
                description =
                        "Also say how much of the packs nothing needs; reads every object that names"
                                + " packs.")
        boolean dead;

        StatsOf(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            InspectVault vault = place.wiring(shared, output).inspectVault(place.vault);
            Stats stats = vault.stats();
            InspectVault.Identity identity = vault.identity();
            Room room = dead ? place.wiring(shared, output).sweepVault(place.vault).room() : null;
            shared.endProgress();
            if (shared.json) {
                Json answer =
                        Json.object()
                                .with("uuid", identity.uuid())
                                .with("documents", stats.documents())
                                .with("bytes_logical", stats.logicalBytes())
                                .with("bytes_stored", stats.storedBytes())
                                .with("packs", stats.packs())
                                .with("snapshots", stats.snapshots())
                                .with("snapshot_bytes_stored", stats.snapshotBytes())
                                .with("wal_segments", stats.segments())
                                .with("wal_fragments", stats.fragments())
                                .with("wal_bytes_stored", stats.walBytes());
                output.answer(room == null ? answer : answer.with("room", json(room)));
                return 0;
            }
            output.answer("vault      " + identity.uuid());
            output.answer(
                    "documents  %d, %s"
                            .formatted(stats.documents(), new ByteSize(stats.logicalBytes())));
            output.answer(
                    "backups    %d, stored in %s"
                            .formatted(stats.snapshots(), new ByteSize(stats.snapshotBytes())));
            output.answer(
                    "wal        %d segments, %d fragments, stored in %s"
                            .formatted(
                                    stats.segments(),
                                    stats.fragments(),
                                    new ByteSize(stats.walBytes())));
            output.answer(
                    "packs      %d, %s, of documents and backups"
                            .formatted(stats.packs(), new ByteSize(stats.storedBytes())));
            if (room != null) {
                output.answer(
                        "room       %s live, %s dead, of which %s are condemned"
                                .formatted(
                                        new ByteSize(room.live().bytes()),
                                        new ByteSize(room.dead().bytes()),
                                        new ByteSize(room.condemned().bytes())));
            }
            return 0;
        }

        private static Json json(Room room) {
            return Json.object()
                    .with("live", RepoSweepCommand.json(room.live()))
                    .with("dead", RepoSweepCommand.json(room.dead()))
                    .with("condemned", RepoSweepCommand.json(room.condemned()));
        }
    }

    @Command(
            name = "check",
            description =
                    "Reads every object of the vault back and names what is damaged or missing.",
            footer = {"", "Exit: 0 all is whole, 10 no vault, 20 damage found."},
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        private final Output output;

        @Mixin Shared shared;
        @Mixin BackupCommand.Place place = new BackupCommand.Place();

        Check(Output output) {
            this.output = output;
            this.shared = new Shared();
        }

        @Override
        public Integer call() {
            InspectVault vault = place.wiring(shared, output).inspectVault(place.vault);
            Verification found = vault.check();
            // A damaged list of servers is among the findings already.
            List<WalRange> holes = found.isSound() ? vault.holes() : List.of();
            shared.endProgress();
            boolean sound = found.isSound() && holes.isEmpty();
            int exit = sound ? 0 : DAMAGE;
            if (shared.json) {
                output.answer(json(found, holes, exit));
                return exit;
            }
            output.answer(
                    "%d objects, %s read back"
                            .formatted(found.objects(), new ByteSize(found.bytes())));
            found.findings()
                    .forEach(finding ->
                            output.answer(
                                    "%s: %s: %s"
                                            .formatted(
                                                    finding.kind()
                                                            .name()
                                                            .toLowerCase(java.util.Locale.ROOT),
                                                    finding.object(),
                                                    finding.what())));
            found.lostDocuments().forEach(name -> output.answer("lost: document " + name));
            for (String name : found.lostSnapshots()) {
                output.answer("lost: backup " + name);
                found.losses().getOrDefault(name, List.of()).stream()
                        .limit(MOST_PARTS)
                        .forEach(loss ->
                                output.answer(
                                        "      %s in %s".formatted(loss.text(), loss.object())));
            }
            holes.forEach(hole -> output.answer("missing: the WAL " + hole));
            output.answer(
                    sound
                            ? "all of it is whole"
                            : "put the named objects back from a copy of the vault");
            return exit;
        }

        private static Json json(Verification found, List<WalRange> holes, int exit) {
            return Json.object()
                    .with("type", "end")
                    .with("exit", exit)
                    .with("objects", found.objects())
                    .with("bytes", found.bytes())
                    .with("damaged", found.damaged())
                    .with("missing", found.missing())
                    .with("lost_documents", found.lostDocuments())
                    .with("lost_snapshots", found.lostSnapshots())
                    .with(
                            "lost_parts",
                            found.losses().values().stream()
                                    .flatMap(List::stream)
                                    .map(Loss::text)
                                    .distinct()
                                    .sorted()
                                    .toList())
                    .with("missing_wal", holes.stream().map(WalRange::toString).toList());
        }
    }
}
