package org.cairn.source.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// When a source is run by itself, and how old its data may be.
///
/// @param when null where it is only run when told
/// @param freshness how old the last good run may be; null without limit
public record SourceSchedule(ScheduleSpec.@Nullable When when, @Nullable Duration freshness) {
    public static final SourceSchedule NONE = new SourceSchedule(null, null);
}
