package org.cairn.collect.fetch.rest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A value by which it is known how new a record is: a number, a date, a time, or text. Pure.
///
/// @param text as the source wrote it
/// @param order what it is compared by: a [BigDecimal], an [Instant], or the text itself
public record CursorValue(Kind kind, String text, Object order) {
    private static final int MAX_LENGTH = 100;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}([.][0-9]{1,20})?");

    /// What a value is.
    public enum Kind {
        NUMBER,
        DATE,
        LOCAL_TIME,
        TIME,
        TEXT
    }

    /// Reads a value; null for one that is too long to be a cursor.
    public static @Nullable CursorValue parse(String text) {
        String value = text.strip();
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
            return null;
        }
        if (NUMBER.matcher(value).matches()) {
            return new CursorValue(Kind.NUMBER, value, new BigDecimal(value));
        }
        CursorValue time = time(value);
        return time == null ? new CursorValue(Kind.TEXT, value, value) : time;
    }

    private static @Nullable CursorValue time(String value) {
        if (value.length() < 10 || value.charAt(4) != '-') {
            return null;
        }
        String iso = value.replace(' ', 'T');
        try {
            if (iso.length() == 10) {
                LocalDate date = LocalDate.parse(iso);
                return new CursorValue(Kind.DATE, value, start(date));
            }
            boolean zoned =
                    iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return zoned
                    ? new CursorValue(Kind.TIME, value, OffsetDateTime.parse(iso).toInstant())
                    : new CursorValue(
                            Kind.LOCAL_TIME,
                            value,
                            LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static Instant start(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    boolean isTime() {
        return order instanceof Instant;
    }

    /// Whether two values can be told which is newer.
    public boolean comparableTo(CursorValue other) {
        return order.getClass() == other.order.getClass();
    }

    /// The newer of two values that can be compared.
    public CursorValue newer(CursorValue other) {
        int order =
                switch (this.order) {
                    case BigDecimal number -> number.compareTo((BigDecimal) other.order);
                    case Instant time -> time.compareTo((Instant) other.order);
                    default -> text.compareTo(other.text);
                };
        return order >= 0 ? this : other;
    }

    /// The value without what cannot be: a time in the future would hide all that comes before it.
    CursorValue notAfter(Instant now) {
        boolean future =
                order instanceof Instant time && time.isAfter(now.plus(Duration.ofDays(1)));
        return future ? at(now) : this;
    }

    /// Where a run begins that goes on from this value, with a time to spare.
    public CursorValue lessThan(@Nullable Duration lag) {
        return lag != null && order instanceof Instant time ? at(time.minus(lag)) : this;
    }

    /// A time in the form of this value, never later than told.
    private CursorValue at(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        String written =
                switch (kind) {
                    case DATE -> utc.toLocalDate().toString();
                    case LOCAL_TIME -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(utc);
                    default -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(utc) + "Z";
                };
        return new CursorValue(kind, written, time);
    }
}
