package org.cairn.protect.plan;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// Where PostgreSQL's replay ends.
public sealed interface Recovery {
    /// At the end of what it is given.
    record EndOfWal() implements Recovery {}

    /// Before the first record that starts at the position or behind it.
    record BeforeLsn(Lsn lsn) implements Recovery {}

    /// Before the first transaction that ended after the instant.
    record UpTo(Instant instant) implements Recovery {}

    /// At the end of a transaction.
    ///
    /// @param xid its lower 32 bits, as the log has them
    record AtXid(long xid, Edge edge) implements Recovery {}

    /// On which side of a transaction's end.
    enum Edge {
        BEFORE,
        AFTER
    }

    /// PostgreSQL's own words for it (manual, "Recovery Target"). The server is promoted there.
    ///
    /// @param timeline on which replay ends
    default Map<String, String> settings(Timeline timeline) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("recovery_target_timeline", timeline.toString());
        settings.put("recovery_target_action", "promote");
        switch (this) {
            case EndOfWal() -> {
                // The absence of a target is the target.
            }
            case BeforeLsn(Lsn lsn) -> {
                settings.put("recovery_target_lsn", lsn.toString());
                settings.put("recovery_target_inclusive", "off");
            }
            case UpTo(Instant instant) -> {
                settings.put("recovery_target_time", postgresTime(instant));
                settings.put("recovery_target_inclusive", "on");
            }
            case AtXid(long xid, Edge edge) -> {
                settings.put("recovery_target_xid", Long.toString(xid));
                settings.put("recovery_target_inclusive", edge == Edge.AFTER ? "on" : "off");
            }
        }
        return settings;
    }

    private static String postgresTime(Instant instant) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS")
                        .withZone(ZoneOffset.UTC)
                        .format(instant)
                + "+00";
    }
}
