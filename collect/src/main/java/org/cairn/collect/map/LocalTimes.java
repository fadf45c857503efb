package org.cairn.collect.map;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/// Reads times that were written by the clock of a place, and gives them in UTC. Pure but for the
/// rules of time zones, which are those of this Java.
final class LocalTimes {
    private static final int DATE_LENGTH = 10;

    private LocalTimes() {}

    /// `timezone: America/Toronto`. Of a time that the clock shows twice, the first is meant; one
    /// that it skips is refused. A time with a zone of its own stays as it is.
    static Transform of(String zone) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        return text -> {
            String written = text.strip();
            return hasZone(written) ? written : inUtc(written, rules, zone);
        };
    }

    private static String inUtc(String written, ZoneRules rules, String zone) {
        boolean spaced = written.length() > DATE_LENGTH && written.charAt(DATE_LENGTH) == ' ';
        LocalDateTime local;
        try {
            local =
                    LocalDateTime.parse(
                            spaced
                                    ? written.substring(0, DATE_LENGTH)
                                            + 'T'
                                            + written.substring(DATE_LENGTH + 1)
                                    : written);
        } catch (DateTimeException _) {
            throw new UnreadableException("a time like 2026-11-21T09:00:00");
        }
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new UnreadableException("a time that the clocks of " + zone + " did not skip");
        }
        return local.toInstant(offsets.getFirst()).toString();
    }

    private static boolean hasZone(String text) {
        return text.endsWith("Z")
                || text.endsWith("z")
                || text.indexOf('+', DATE_LENGTH) > 0
                || text.indexOf('-', DATE_LENGTH) > 0;
    }
}
