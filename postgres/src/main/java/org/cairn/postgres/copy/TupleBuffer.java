package org.cairn.postgres.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/// Encodes rows as tuples of PostgreSQL's binary COPY format into an array that grows.
///
/// `begin(n)`, then exactly n fields in the order and the types of the columns, again and again;
/// hand `array()` up to `length()` to [CopyIn#write], then `reset()`. Confined to one thread.
/// Values that PostgreSQL cannot store are refused with [UnstorableException].
public final class TupleBuffer {
    private static final VarHandle SHORT = bigEndian(short[].class);
    private static final VarHandle INT = bigEndian(int[].class);
    private static final VarHandle LONG = bigEndian(long[].class);
    // MaxTupleAttributeNumber allows 1664, tables stop at 1600.
    private static final int MAX_FIELDS = 1600;
    private static final int NULL_LENGTH = -1;
    private static final byte JSONB_VERSION = 1;
    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_SECOND = EPOCH_DAY * 86_400;
    // Days from 4714-11-24 BC (Julian day 0) and to the last day of 5874897, counted from 2000.
    private static final long FIRST_DAY = -2_451_545;
    private static final long DAYS_END = 2_145_031_949;
    // MIN_TIMESTAMP and END_TIMESTAMP of the server: microseconds from 2000.
    private static final long FIRST_MICRO = -211_813_488_000_000_000L;
    private static final long MICROS_END = 9_223_371_331_200_000_000L;

    private byte[] bytes = new byte[8192];
    private int length;
    private int tupleStart;
    private int fieldsLeft;

    public TupleBuffer begin(int fieldCount) {
        if (fieldCount < 0 || fieldCount > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    "a tuple has 0 to %d fields: %d".formatted(MAX_FIELDS, fieldCount));
        }
        requireWhole();
        tupleStart = length;
        fieldsLeft = fieldCount;
        room(2);
        SHORT.set(bytes, length, (short) fieldCount);
        length += 2;
        return this;
    }

    /// Takes back the tuple that was begun last, whole or not.
    public void abandonTuple() {
        length = tupleStart;
        fieldsLeft = 0;
    }

    public TupleBuffer nullValue() {
        header(NULL_LENGTH, 0);
        return this;
    }

    public TupleBuffer text(String value) {
        textAfter(value, 0);
        return this;
    }

    /// Text that is UTF-8 already.
    public TupleBuffer text(byte[] utf8, int offset, int count) {
        Utf8.check(utf8, offset, count);
        return bytea(utf8, offset, count);
    }

    /// For `bytea`; also used by `text`, whose form is the same.
    public TupleBuffer bytea(byte[] value, int offset, int count) {
        header(count, count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
        return this;
    }

    /// JSON text for a `jsonb` column. Whether it is JSON the server judges, and it ends the COPY
    /// if not; escapes that are JSON but not `jsonb` (NUL, lone surrogates) are refused here.
    public TupleBuffer jsonb(String json) {
        JsonEscapes.check(json);
        int at = textAfter(json, 1);
        bytes[at] = JSONB_VERSION;
        return this;
    }

    public TupleBuffer bool(boolean value) {
        header(1, 1);
        bytes[length++] = (byte) (value ? 1 : 0);
        return this;
    }

    public TupleBuffer int4(int value) {
        header(4, 4);
        INT.set(bytes, length, value);
        length += 4;
        return this;
    }

    public TupleBuffer int8(long value) {
        header(8, 8);
        LONG.set(bytes, length, value);
        length += 8;
        return this;
    }

    public TupleBuffer float8(double value) {
        return int8(Double.doubleToRawLongBits(value));
    }

    /// Exact, with its decimal places: 1.50 stays 1.50.
    public TupleBuffer numeric(BigDecimal value) {
        Numeric numeric = Numeric.of(value);
        short[] digits = numeric.digits();
        int count = 8 + 2 * digits.length;
        header(count, count);
        SHORT.set(bytes, length, (short) digits.length);
        SHORT.set(bytes, length + 2, (short) numeric.weight());
        SHORT.set(bytes, length + 4, (short) numeric.sign());
        SHORT.set(bytes, length + 6, (short) numeric.displayScale());
        length += 8;
        for (short digit : digits) {
            SHORT.set(bytes, length, digit);
            length += 2;
        }
        return this;
    }

    public TupleBuffer date(LocalDate value) {
        long days = value.toEpochDay() - EPOCH_DAY;
        if (days < FIRST_DAY || days >= DAYS_END) {
            throw new UnstorableException("a date in year %d".formatted(value.getYear()));
        }
        return int4((int) days);
    }

    /// To the microsecond; what is finer is cut, towards the past.
    public TupleBuffer timestamptz(Instant value) {
        long seconds = value.getEpochSecond() - EPOCH_SECOND;
        if (seconds < FIRST_MICRO / 1_000_000 || seconds >= MICROS_END / 1_000_000) {
            throw new UnstorableException(
                    "a time %d s from 2000-01-01 is outside what timestamptz can hold"
                            .formatted(seconds));
        }
        return int8(seconds * 1_000_000 + value.getNano() / 1_000);
    }

    public TupleBuffer uuid(UUID value) {
        return uuid(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }

    public TupleBuffer uuid(long high, long low) {
        header(16, 16);
        LONG.set(bytes, length, high);
        LONG.set(bytes, length + 8, low);
        length += 16;
        return this;
    }

    /// The array itself, not a copy; good until the next field is written.
    public byte[] array() {
        return bytes;
    }

    /// How many bytes of [#array] are whole tuples.
    public int length() {
        requireWhole();
        return length;
    }

    public void reset() {
        length = 0;
        tupleStart = 0;
        fieldsLeft = 0;
    }

    /// Writes `gap` bytes of nothing and then the text as one field; gives where the gap is.
    private int textAfter(String value, int gap) {
        int room = Math.addExact(Math.multiplyExact(value.length(), 3), gap);
        takeField();
        room(4 + room);
        int start = length + 4;
        int end = Utf8.encode(value, bytes, start + gap);
        INT.set(bytes, length, end - start);
        length = end;
        return start;
    }

    private void header(int fieldLength, int room) {
        takeField();
        room(4 + room);
        INT.set(bytes, length, fieldLength);
        length += 4;
    }

    private void takeField() {
        if (fieldsLeft == 0) {
            throw new IllegalStateException("more fields than the tuple was begun with");
        }
        fieldsLeft--;
    }

    private void requireWhole() {
        if (fieldsLeft != 0) {
            throw new IllegalStateException(
                    "the tuple still lacks %d fields".formatted(fieldsLeft));
        }
    }

    private void room(int count) {
        int needed = Math.addExact(length, count);
        if (needed > bytes.length) {
            // Doubling as long as an int can count it.
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L));
        }
    }

    private static VarHandle bigEndian(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
    }
}
