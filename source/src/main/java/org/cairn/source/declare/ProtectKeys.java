package org.cairn.source.declare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Durations;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.BackupSpec;
import org.cairn.source.spec.ProtectSpec;
import org.cairn.source.spec.ProtectSpec.Acknowledge;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.source.spec.ScheduleSpec.When;
import org.jspecify.annotations.Nullable;

/// The keys of protection and of what runs by itself.
final class ProtectKeys {
    private static final Shape<Duration> DURATION =
            TextShape.formed(
                            "duration like 90s",
                            Durations.FORM,
                            "Write a whole number and ms, s, m, h or d: 90s.")
                    .as((text, _, _) -> Durations.parse(text));
    private static final Shape<ByteSize> SIZE =
            TextShape.formed(
                            "size like 512MiB",
                            "[0-9]{1,9} ?(B|KiB|MiB|GiB|TiB)",
                            "Write a whole number and B, KiB, MiB, GiB or TiB: 512MiB.")
                    .as((text, _, _) -> ByteSize.parse(text));

    private static final Key<Acknowledge> ACKNOWLEDGE =
            Key.optional(
                            "acknowledge",
                            ChoiceShape.of(Acknowledge.class),
                            "When the server hears that WAL is safe: when the journal has it"
                                    + " (`local`), or when the vault has it (`remote`).")
                    .otherwise(ProtectSpec.DEFAULT.acknowledge());
    private static final Key<Duration> SHIP_EVERY =
            Key.optional(
                            "ship_every",
                            DURATION,
                            "How long WAL may wait before it goes to the vault.")
                    .otherwise(ProtectSpec.DEFAULT.shipEvery())
                    .absent("`2s`");
    private static final Key<String> JOURNAL =
            Key.optional(
                            "journal",
                            TextShape.formed(
                                    "`file:` and a folder", "file:.+", "Write file: and a folder."),
                            "Where received WAL waits, relative to the project unless absolute.")
                    .otherwise(ProtectSpec.DEFAULT.journalLocation());
    private static final Key<ByteSize> JOURNAL_MAX =
            Key.optional(
                            "journal_max",
                            SIZE,
                            "How much WAL may wait there before receiving pauses.")
                    .otherwise(ProtectSpec.DEFAULT.journalMax())
                    .absent("`4GiB`");
    private static final Key<String> SLOT =
            Key.optional(
                            "slot",
                            TextShape.formed(
                                    "name",
                                    "[a-z0-9_]{1,63}",
                                    "Use small letters, digits and '_'."),
                            "The replication slot.")
                    .absent("`cairn_` and eight digits of the vault's id");

    private static final String COUNTED = "(daily|weekly|monthly|yearly|min) +[1-9][0-9]{0,3}";
    private static final String TIMED = "pitr +[1-9][0-9]{0,5}[mhdw]";
    private static final String PART = "(" + COUNTED + "|" + TIMED + ")";
    private static final Key<String> RETENTION =
            Key.optional(
                            "retention",
                            sentence(),
                            "How long backups are kept: any moment of the last `pitr`, the last backup"
                                    + " of so many days, weeks, months and years, and never fewer than"
                                    + " `min`. `cairn serve` removes the others after each scheduled"
                                    + " backup that it has read back whole.")
                    .absent("all are kept");
    private static final Key<BackupSpec.Source> FROM =
            Key.optional(
                            "source",
                            ChoiceShape.of(BackupSpec.Source.class),
                            "Where the server's files are read: its data directory (`local`), its"
                                    + " sessions (`sql`), or the first where that can be read, else"
                                    + " the other (`auto`).")
                    .otherwise(BackupSpec.DEFAULT.source());
    private static final Key<ByteSize> MAX_RATE =
            Key.optional("max_rate", SIZE, "What is read from the server in a second, at most.")
                    .otherwise(BackupSpec.DEFAULT.maxRate())
                    .absent("no limit");
    private static final Key<Long> CPU =
            Key.optional(
                            "cpu",
                            new WholeShape(1, 100),
                            "The share of the time, in percent, in which each of its threads"
                                    + " works.")
                    .otherwise((long) BackupSpec.DEFAULT.cpuPercent());
    private static final Key<Long> YIELD_ABOVE =
            Key.optional(
                            "yield_above",
                            new WholeShape(1, 100),
                            "While other processes use more than this of all cores, in percent,"
                                    + " its threads work a fifth of the time.")
                    .otherwise((long) BackupSpec.DEFAULT.yieldAbove())
                    .absent("never");
    private static final Key<Duration> MAX_DURATION =
            Key.optional(
                            "max_duration",
                            DURATION,
                            "How long it may read before it is given up; the next one goes on"
                                    + " from what it stored. With `at` in `schedules` it makes a"
                                    + " window.")
                    .otherwise(BackupSpec.DEFAULT.maxDuration())
                    .absent("no limit");
    private static final Key<BackupSpec> TAKING =
            Key.optional(
                            "backup",
                            RecordShape.of(
                                    "backup",
                                    "Where backups read the server, and how much of the machine they"
                                            + " may take.",
                                    List.of(FROM, MAX_RATE, CPU, YIELD_ABOVE, MAX_DURATION),
                                    in ->
                                            new BackupSpec(
                                                    in.get(FROM),
                                                    in.get(MAX_RATE),
                                                    Math.toIntExact(in.get(CPU)),
                                                    Math.toIntExact(in.get(YIELD_ABOVE)),
                                                    in.get(MAX_DURATION))),
                            "Where backups read the server, and how much of the machine they"
                                    + " may take.")
                    .otherwise(BackupSpec.DEFAULT)
                    .absent("see [backup](#backup)");

    static final Key<ProtectSpec> PROTECT =
            Key.optional(
                            "protect",
                            RecordShape.of(
                                            "protect",
                                            "How the database is protected.",
                                            List.of(
                                                    ACKNOWLEDGE,
                                                    SHIP_EVERY,
                                                    JOURNAL,
                                                    JOURNAL_MAX,
                                                    SLOT,
                                                    RETENTION,
                                                    TAKING),
                                            ProtectKeys::protect)
                                    .later("heartbeat"),
                            "How the database is protected.")
                    .otherwise(ProtectSpec.DEFAULT)
                    .absent("see [protect](#protect)");

    private static final Key<List<String>> RUN =
            Key.optional(
                    "run",
                    new EitherShape<>(
                            TextShape.of("name").as((name, _, _) -> List.of(name)),
                            ListShape.atLeastOne(TextShape.of("name")),
                            null),
                    "Sources and pipelines to run.");
    private static final Key<Boolean> BACKUP =
            Key.optional("backup", new FlagShape(), "Take a backup.").otherwise(false);
    private static final Key<Boolean> SCRUB =
            Key.optional(
                            "scrub",
                            new FlagShape(),
                            "Read a thirtieth of the vault back, to find rot.")
                    .otherwise(false);
    private static final Key<Boolean> REPLICATE =
            Key.optional(
                            "replicate",
                            new FlagShape(),
                            "Copy the vault to all places under `vault.copies`, and look whether"
                                    + " all of it is there.")
                    .otherwise(false);
    static final Key<List<ScheduleSpec>> SCHEDULES =
            Key.optional(
                            "schedules",
                            ListShape.of(
                                    RecordShape.of(
                                            "schedule",
                                            "One thing that `cairn serve` does by itself: `run`,"
                                                    + " `backup`, `scrub` or `replicate`, with"
                                                    + " `every`, `at` or `cron`.",
                                            List.of(
                                                    RUN,
                                                    BACKUP,
                                                    SCRUB,
                                                    REPLICATE,
                                                    TimeKeys.EVERY,
                                                    TimeKeys.AT,
                                                    TimeKeys.CRON,
                                                    TimeKeys.TIMEZONE),
                                            ProtectKeys::schedule)),
                            "What `cairn serve` does by itself, and when.")
                    .otherwise(List.of());

    private ProtectKeys() {}

    private static ProtectSpec protect(Values in) {
        return new ProtectSpec(
                in.get(ACKNOWLEDGE),
                in.get(SHIP_EVERY),
                in.get(JOURNAL),
                in.get(JOURNAL_MAX),
                in.find(SLOT),
                in.find(RETENTION),
                in.get(TAKING));
    }

    /// How long backups are kept.
    static TextShape sentence() {
        return TextShape.formed(
                "sentence like `pitr 7d; daily 30; min 3`",
                PART + "( *; *" + PART + ")*",
                "Write parts with ';' between them: pitr 7d; daily 30; weekly 12; monthly 12;"
                        + " yearly 7; min 3.");
    }

    private static @Nullable ScheduleSpec schedule(Values in) {
        List<String> names = in.find(RUN);
        When when = TimeKeys.when(in);
        List<Act> acts = new ArrayList<>();
        if (names != null) {
            acts.add(new Act.Run(names));
        }
        if (in.get(BACKUP)) {
            acts.add(new Act.Backup());
        }
        if (in.get(SCRUB)) {
            acts.add(new Act.Scrub());
        }
        if (in.get(REPLICATE)) {
            acts.add(new Act.Replicate());
        }
        if (acts.size() != 1 || TimeKeys.times(in) != 1 || when == null) {
            // What could not be read is reported already.
            if (in.complete()) {
                in.reading()
                        .error(
                                in.place(),
                                "a schedule is one of 'run', 'backup', 'scrub' and 'replicate', with"
                                        + " one of 'every', 'at' and 'cron'",
                                "Write for example {backup: true, at: \"03:30\"}.");
            }
            return null;
        }
        return new ScheduleSpec(acts.getFirst(), when);
    }
}
