package org.cairn.source.declare;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.cairn.kernel.Durations;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.CronTime;
import org.cairn.source.spec.ScheduleSpec.When;
import org.cairn.source.spec.SourceSchedule;
import org.jspecify.annotations.Nullable;

/// When something is done that is done again and again: `every`, `at`, `cron`, `timezone`.
final class TimeKeys {
    private static final Shape<Duration> DURATION =
            TextShape.formed(
                            "duration like 90s",
                            Durations.FORM,
                            "Write a whole number and ms, s, m, h or d: 90s.")
                    .as((text, _, _) -> Durations.parse(text));

    static final Key<Duration> EVERY =
            Key.optional("every", DURATION, "How long from one beginning to the next.");
    static final Key<String> AT =
            Key.optional(
                    "at",
                    TextShape.formed(
                            "time of day like 03:30",
                            "([01][0-9]|2[0-3]):[0-5][0-9]",
                            "Write hours and minutes in quotes: \"03:30\"."),
                    "The time of day, in UTC unless `timezone` says otherwise.");
    static final Key<CronTime> CRON =
            Key.optional(
                    "cron",
                    TextShape.of("minute, hour, day, month and weekday")
                            .as((text, node, reading) -> {
                                try {
                                    return CronTime.parse(text);
                                } catch (IllegalArgumentException e) {
                                    reading.error(
                                            node.place(),
                                            String.valueOf(e.getMessage()),
                                            "Write for example \"15 2 * * *\": at 02:15 each day.");
                                    return null;
                                }
                            }),
                    "The times by the five fields of cron, in UTC unless `timezone` says otherwise.");
    static final Key<ZoneId> TIMEZONE =
            Key.optional(
                            "timezone",
                            TextShape.of("zone like Africa/Nairobi")
                                    .as((text, node, reading) -> {
                                        try {
                                            return ZoneId.of(text);
                                        } catch (DateTimeException _) {
                                            reading.error(
                                                    node.place(),
                                                    "there is no time zone of that name",
                                                    "Write a name of the tz database, for example"
                                                            + " Africa/Nairobi.");
                                            return null;
                                        }
                                    }),
                            "The time zone of `at` and `cron`.")
                    .absent("`UTC`");

    static final List<Key<?>> ALL = List.of(EVERY, AT, CRON, TIMEZONE);

    private static final Key<Duration> FRESHNESS =
            Key.optional(
                            "freshness",
                            DURATION,
                            "How old the last good run may be; `cairn status` says when it is older.")
                    .absent("no limit");

    static final Key<SourceSchedule> SCHEDULE =
            Key.optional(
                            "schedule",
                            RecordShape.of(
                                    "source schedule",
                                    "When `cairn serve` runs the source, with one of `every`, `at`"
                                            + " and `cron`.",
                                    List.of(EVERY, AT, CRON, TIMEZONE, FRESHNESS),
                                    TimeKeys::schedule),
                            "When `cairn serve` runs the source.")
                    .absent("only when told");

    private TimeKeys() {}

    private static @Nullable SourceSchedule schedule(Values in) {
        int times = times(in);
        if (times > 1 || (times == 0 && !in.has(FRESHNESS))) {
            if (in.complete()) {
                in.reading()
                        .error(
                                in.place(),
                                "a schedule has one of 'every', 'at' and 'cron'",
                                "Write for example schedule: {every: 6h}.");
            }
            return null;
        }
        return new SourceSchedule(when(in), in.find(FRESHNESS));
    }

    /// How many keys say when.
    static int times(Values in) {
        return (in.has(EVERY) ? 1 : 0) + (in.has(AT) ? 1 : 0) + (in.has(CRON) ? 1 : 0);
    }

    /// When it is; null where nothing says so, or what does is wrong.
    static @Nullable When when(Values in) {
        Duration every = in.find(EVERY);
        String at = in.find(AT);
        CronTime cron = in.find(CRON);
        ZoneId zone = in.find(TIMEZONE);
        if (zone != null && every != null) {
            in.reading()
                    .error(
                            in.placeOf(TIMEZONE),
                            "'every' has no time of day, so 'timezone' has no effect",
                            "Remove it, or write 'at' or 'cron'.");
        }
        if (every != null) {
            return new When.Every(every);
        }
        ZoneId of = zone == null ? ZoneOffset.UTC : zone;
        if (cron != null) {
            return new When.Cron(cron, of);
        }
        if (at == null) {
            return null;
        }
        LocalTime time = LocalTime.parse(at);
        return zone == null
                ? new When.Daily(time)
                : new When.Cron(
                        CronTime.parse("%d %d * * *".formatted(time.getMinute(), time.getHour())),
                        zone);
    }
}
