package org.cairn.cli;

import java.time.Duration;
import java.time.Instant;

/// Times as people say them.
final class Ago {
    private Ago() {}

    static String of(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toDays() >= 2) {
            return age.toDays() + " d ago";
        }
        if (age.toHours() >= 2) {
            return age.toHours() + " h ago";
        }
        if (age.toMinutes() >= 2) {
            return age.toMinutes() + " min ago";
        }
        return Math.max(0, age.toSeconds()) + " s ago";
    }
}
