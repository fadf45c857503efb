package org.cairn.protect.plan;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.protect.ProtectProblems;

/// The point to which a server is to be restored.
public sealed interface RestoreTarget {
    /// The end of what the vault has.
    record Latest() implements RestoreTarget {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /// Everything that was committed up to an instant, and nothing after it.
    record AtTime(Instant instant) implements RestoreTarget {
        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /// Up to a position in the write-ahead log.
    record AtLsn(Lsn lsn) implements RestoreTarget {
        @Override
        public String toString() {
            return lsn.toString();
        }
    }

    /// Up to and with the end of a transaction.
    ///
    /// @param xid as PostgreSQL prints it; only its lower 32 bits are in the log
    record AtXid(long xid) implements RestoreTarget {
        @Override
        public String toString() {
            return "xid:" + xid;
        }
    }

    /// Just before the commit of a run: all that was committed earlier, by whomever.
    record BeforeRun(RunNumber run) implements RestoreTarget {
        @Override
        public String toString() {
            return "before-run:" + run;
        }
    }

    /// Just after the commit of a run.
    record AfterRun(RunNumber run) implements RestoreTarget {
        @Override
        public String toString() {
            return "after-run:" + run;
        }
    }

    /// Reads what a user wrote. Raises `target-wrong`, also for a time without its zone: nobody can
    /// know which one was meant.
    static RestoreTarget parse(String text) {
        String word = text.strip();
        if (word.equals("latest")) {
            return new Latest();
        }
        if (word.matches("(before|after)-run:[1-9]\\d{0,17}")) {
            var run = new RunNumber(Long.parseLong(word.substring(word.indexOf(':') + 1)));
            return word.startsWith("before") ? new BeforeRun(run) : new AfterRun(run);
        }
        if (word.matches("(xid:)?[1-9]\\d{0,17}")) {
            return new AtXid(Long.parseLong(word.substring(word.indexOf(':') + 1)));
        }
        // Beyond 7FFFFFFF no server ever wrote.
        if (word.matches("[0-7]?[0-9A-Fa-f]{1,7}/[0-9A-Fa-f]{1,8}")) {
            return new AtLsn(Lsn.parse(word));
        }
        return new AtTime(Times.parse(word));
    }

    /// Reads instants. PostgreSQL counts microseconds, so nothing finer is kept.
    final class Times {
        private static final Pattern WITHOUT_ZONE =
                Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?)?");

        private Times() {}

        static Instant parse(String word) {
            if (WITHOUT_ZONE.matcher(word).matches()) {
                throw ProtectProblems.TARGET_WRONG
                        .says("'%s' has no time zone", word)
                        .what("the same digits are another moment in each zone")
                        .kept("nothing was tried")
                        .remedy("Add the zone: %s.", example(word))
                        .asException();
            }
            String iso = word.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T").replace(" ", "");
            try {
                return OffsetDateTime.parse(
                                iso.matches(".*[+-]\\d\\d") ? iso + ":00" : iso,
                                DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                        .toInstant()
                        .truncatedTo(java.time.temporal.ChronoUnit.MICROS);
            } catch (DateTimeException e) {
                throw ProtectProblems.TARGET_WRONG
                        .says("'%s' is no point to restore to", word)
                        .what("it is neither a word, nor a position, nor a time")
                        .kept("nothing was tried")
                        .remedy(
                                "Write latest, before-run:12, after-run:12, 16/B374D848, xid:745 or"
                                        + " 2026-11-21T10:00:00Z.")
                        .asException(e);
            }
        }

        private static String example(String word) {
            return word.length() == 10
                    ? word + "T00:00:00Z"
                    : word.replace(' ', 'T') + (word.length() == 16 ? ":00Z" : "Z");
        }
    }
}
