package org.cairn.postgres.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The fields of the tuple that [CopyOut] is at; good only during the callback.
///
/// A getter trusts that the column has its type and checks only its length. Confined to the thread
/// that reads.
public final class TupleView {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = {};
    private int[] starts = {};
    private int[] lengths = {};
    private int fieldCount;

    TupleView() {}

    /// Takes the tuple that begins at `at`; gives its end, or -1 for the trailer.
    int moveTo(byte[] message, int at) {
        bytes = message;
        fieldCount = (short) SHORT.get(message, at);
        if (fieldCount < 0) {
            return -1;
        }
        if (fieldCount > starts.length) {
            starts = new int[fieldCount];
            lengths = new int[fieldCount];
        }
        int position = at + 2;
        for (int i = 0; i < fieldCount; i++) {
            lengths[i] = (int) INT.get(message, position);
            starts[i] = position + 4;
            position += 4 + Math.max(0, lengths[i]);
        }
        return position;
    }

    public int fieldCount() {
        return fieldCount;
    }

    public boolean isNull(int field) {
        return lengths[field] < 0;
    }

    public boolean bool(int field) {
        return bytes[at(field, 1)] != 0;
    }

    public int int4(int field) {
        return (int) INT.get(bytes, at(field, 4));
    }

    public long int8(int field) {
        return (long) LONG.get(bytes, at(field, 8));
    }

    public double float8(int field) {
        return Double.longBitsToDouble(int8(field));
    }

    public long uuidHigh(int field) {
        return (long) LONG.get(bytes, at(field, 16));
    }

    public long uuidLow(int field) {
        return (long) LONG.get(bytes, at(field, 16) + 8);
    }

    public String text(int field) {
        return new String(bytes, present(field), lengths[field], StandardCharsets.UTF_8);
    }

    /// A copy of the field's bytes as they came: for `bytea` the value itself.
    public byte[] bytea(int field) {
        return Arrays.copyOfRange(bytes, present(field), starts[field] + lengths[field]);
    }

    private int at(int field, int width) {
        if (present(field) >= 0 && lengths[field] != width) {
            throw new IllegalStateException(
                    "field %d has %d bytes, not %d".formatted(field, lengths[field], width));
        }
        return starts[field];
    }

    private int present(int field) {
        if (field >= fieldCount || lengths[field] < 0) {
            throw new IllegalStateException("field %d is null or missing".formatted(field));
        }
        return starts[field];
    }
}
