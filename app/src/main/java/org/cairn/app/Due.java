package org.cairn.app;

import java.time.Instant;
import java.time.ZoneOffset;
import org.cairn.source.spec.ScheduleSpec.When;
import org.jspecify.annotations.Nullable;

/// When a schedule is due next. A function of what happened, so that a restart neither forgets nor
/// repeats; what was missed while nobody was there is made up for once.
final class Due {
    private Due() {}

    /// @param last when it was begun last, by whomever; null before the first time
    /// @param since from when on a daily schedule counts: before, nobody expected it
    static Instant next(When when, @Nullable Instant last, Instant since) {
        return switch (when) {
            case When.Every(var interval) -> last == null ? since : last.plus(interval);
            // A cron time without a next one is refused where it is declared.
            case When.Cron(var time, var zone) ->
                    time.next(last == null ? since : last, zone).orElse(Instant.MAX);
            case When.Daily(var time) -> {
                Instant from = last == null ? since : last;
                Instant today =
                        from.atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .atTime(time)
                                .toInstant(ZoneOffset.UTC);
                yield today.isAfter(from) ? today : today.plus(java.time.Duration.ofDays(1));
            }
        };
    }
}
