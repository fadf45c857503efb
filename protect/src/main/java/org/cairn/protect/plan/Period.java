package org.cairn.protect.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// A part of the calendar of which the last backup may be kept. All are in UTC.
public enum Period {
    DAILY,
    /// From Monday to Sunday, as ISO 8601 counts weeks.
    WEEKLY,
    MONTHLY,
    YEARLY;

    /// The word of the sentence.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Which period a moment lies in: numbers that ascend with time.
    long of(Instant moment) {
        LocalDate day = moment.atZone(ZoneOffset.UTC).toLocalDate();
        return switch (this) {
            case DAILY -> day.toEpochDay();
            case WEEKLY ->
                    day.get(IsoFields.WEEK_BASED_YEAR) * 100L
                            + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTHLY -> day.getYear() * 100L + day.getMonthValue();
            case YEARLY -> day.getYear();
        };
    }
}
