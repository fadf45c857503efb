package org.cairn.source.spec;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/// What `cairn serve` does by itself, and when.
public record ScheduleSpec(Act act, When when) {
    /// What is done.
    public sealed interface Act {
        /// Run these sources and pipelines.
        record Run(List<String> names) implements Act {
            public Run {
                names = List.copyOf(names);
            }
        }

        /// Take a backup.
        record Backup() implements Act {}

        /// Read a share of the vault back.
        record Scrub() implements Act {}

        /// Copy the vault to all declared places.
        record Replicate() implements Act {}
    }

    /// When it is done.
    public sealed interface When {
        /// Again and again with this much time between the beginnings.
        record Every(Duration interval) implements When {
            public Every {
                if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                    throw new IllegalArgumentException("'every' must be at least 1s");
                }
            }
        }

        /// Once a day at this time of day, in UTC.
        record Daily(LocalTime time) implements When {}

        /// By the fields of cron, in a time zone.
        record Cron(CronTime time, ZoneId zone) implements When {}
    }
}
