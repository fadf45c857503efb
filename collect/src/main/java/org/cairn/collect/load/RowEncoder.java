package org.cairn.collect.load;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cairn.collect.load.EncodedRow.EncodedChild;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.CompiledMapping.Ordering;
import org.cairn.collect.map.Row;
import org.cairn.kernel.Sha256;
import org.cairn.postgres.copy.TupleBuffer;
import org.cairn.postgres.copy.UnstorableException;
import org.jspecify.annotations.Nullable;

/// Encodes typed rows as tuples of PostgreSQL's binary COPY and hashes exactly those bytes.
///
/// Tuple of a row (big-endian, as COPY wants it): `fields:i16`, then each field as `length:i32
/// bytes`: `_rid _key _hash`, the compared columns, columns that are lists without order, volatile
/// columns. The content hash covers the compared columns, each unordered list sorted (after its
/// column and length), and the children; it is the first 64 bits of a SHA-256. The key hash is the
/// first 128 bits of the SHA-256 of the key's number among the alternatives and its encoded
/// columns.
///
/// Confined to one thread.
public final class RowEncoder {
    /// A tuple begins with its number of fields, big-endian.
    private static final int COUNT_BYTES = 2;

    private static final int RID_OFFSET = COUNT_BYTES + 4;

    /// Room after the tuple for the mark of the staging table: a boolean field.
    static final int MARK_BYTES = 5;

    private final TargetTable table;
    private final CompiledMapping mapping;
    private final TupleBuffer buffer = new TupleBuffer();
    private final TupleBuffer scratch = new TupleBuffer();
    private final TupleBuffer system = new TupleBuffer();
    private final MessageDigest digest = Sha256.digest();
    private final MessageDigest keyDigest = Sha256.digest();
    private final int compared;
    private final Column[] columns;
    private final int[] copyOrder;
    private final int[][] keys;

    public RowEncoder(TargetTable table, CompiledMapping mapping) {
        this.table = table;
        this.mapping = mapping;
        this.compared = compared(mapping);
        this.columns = table.columns().toArray(Column[]::new);
        this.copyOrder = ints(table.copyOrder());
        this.keys = mapping.keys().stream().map(RowEncoder::ints).toArray(int[][]::new);
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Encodes and hashes one row.
    ///
    /// @throws UnstorableException when PostgreSQL cannot hold one of the values
    public EncodedRow encode(Row row) {
        // The record before may have turned out unstorable halfway.
        digest.reset();
        @Nullable Object[] values = row.values();
        putAll(buffer, values, 0, compared);
        digest.update(buffer.array(), COUNT_BYTES, buffer.length() - COUNT_BYTES);
        for (int column : mapping.unorderedColumns()) {
            if (!mapping.volatileColumns().contains(column)) {
                byte[] canonical = UnorderedJson.canonical(values[column]);
                digest.update(ints(column, canonical.length));
                digest.update(canonical);
            }
        }
        List<List<Content>> contents = contents(row);
        byte[] hash = digest.digest();
        byte[] key = mapping.keys().isEmpty() ? Arrays.copyOf(hash, 16) : keyHash(values);
        List<List<EncodedChild>> children = children(contents, key, values);
        putAll(scratch, values, compared, values.length);
        return new EncodedRow(
                number(key, 0),
                number(key, 8),
                number(hash, 0),
                tuple(key, number(hash, 0)),
                row.span(),
                row.strategy(),
                children);
    }

    private void putAll(TupleBuffer out, @Nullable Object[] values, int from, int to) {
        out.reset();
        out.begin(to - from);
        for (int i = from; i < to; i++) {
            int column = copyOrder[i];
            put(out, columns[column], values[column]);
        }
    }

    /// Joins the system columns, the compared columns in `buffer` and the others in `scratch`.
    private byte[] tuple(byte[] key, long hash) {
        system.reset();
        system.begin(3).int8(0).uuid(number(key, 0), number(key, 8)).int8(hash);
        int first = system.length();
        int second = buffer.length() - COUNT_BYTES;
        int third = scratch.length() - COUNT_BYTES;
        byte[] tuple = Arrays.copyOf(system.array(), first + second + third + MARK_BYTES);
        System.arraycopy(buffer.array(), COUNT_BYTES, tuple, first, second);
        System.arraycopy(scratch.array(), COUNT_BYTES, tuple, first + second, third);
        putCount(tuple, 3 + copyOrder.length);
        return tuple;
    }

    private static int compared(CompiledMapping mapping) {
        Set<Integer> others = new HashSet<>(mapping.volatileColumns());
        others.addAll(mapping.unorderedColumns());
        return mapping.columns().size() - others.size();
    }

    /// The 128-bit hash of the first complete key.
    public byte[] keyHash(@Nullable Object[] values) {
        for (int alternative = 0; alternative < keys.length; alternative++) {
            int[] key = keys[alternative];
            if (isComplete(key, values)) {
                scratch.reset();
                scratch.begin(key.length);
                for (int column : key) {
                    put(scratch, columns[column], asKey(values[column]));
                }
                keyDigest.update((byte) alternative);
                keyDigest.update(scratch.array(), 0, scratch.length());
                return Arrays.copyOf(keyDigest.digest(), 16);
            }
        }
        throw new IllegalStateException("validation lets no record without a key through");
    }

    /// Numbers that PostgreSQL takes for equal are one key: `1.50` and `1.5`, `-0.0` and `0.0`.
    private static @Nullable Object asKey(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number ->
                    number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            // Adding 0.0 takes the sign off a negative zero.
            case Double number -> number + 0.0;
            case null, default -> value;
        };
    }

    private static boolean isComplete(int[] key, @Nullable Object[] values) {
        for (int column : key) {
            if (values[column] == null) {
                return false;
            }
        }
        return true;
    }

    /// The elements of the child lists in the order of their ordinals, put into the content hash.
    private List<List<Content>> contents(Row row) {
        List<List<Content>> all = new ArrayList<>(mapping.children().size());
        for (int i = 0; i < mapping.children().size(); i++) {
            CompiledMapping.Child child = mapping.children().get(i);
            List<Content> contents = new ArrayList<>();
            for (Row element : row.children().get(i)) {
                contents.add(content(child, element));
            }
            if (child.ordering() == Ordering.UNORDERED) {
                contents.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
            }
            digest.update(ints(i, contents.size()));
            contents.forEach(content -> digest.update(content.bytes()));
            all.add(contents);
        }
        return all;
    }

    private List<List<EncodedChild>> children(
            List<List<Content>> contents, byte[] key, @Nullable Object[] parent) {
        List<List<EncodedChild>> all = new ArrayList<>(contents.size());
        for (int i = 0; i < contents.size(); i++) {
            List<EncodedChild> encoded = new ArrayList<>();
            for (Content content : contents.get(i)) {
                encoded.add(childTuple(i, key, encoded.size() + 1, parent, content));
            }
            all.add(encoded);
        }
        return all;
    }

    /// An element's own columns, encoded.
    private record Content(byte[] bytes, Row element) {}

    private Content content(CompiledMapping.Child child, Row element) {
        scratch.reset();
        scratch.begin(child.columns().size());
        for (int i = 0; i < child.columns().size(); i++) {
            put(scratch, child.columns().get(i), element.values()[i]);
        }
        return new Content(
                Arrays.copyOfRange(scratch.array(), COUNT_BYTES, scratch.length()), element);
    }

    private EncodedChild childTuple(
            int child, byte[] key, int ordinal, @Nullable Object[] parent, Content content) {
        TargetTable.ChildTable childTable = table.children().get(child);
        scratch.reset();
        scratch.begin(3 + childTable.keyColumns().size());
        scratch.int8(0).uuid(number(key, 0), number(key, 8)).int8(ordinal);
        for (int column : childTable.keyColumns()) {
            put(scratch, table.columns().get(column), parent[column]);
        }
        int own = scratch.length();
        byte[] tuple = Arrays.copyOf(scratch.array(), own + content.bytes().length);
        System.arraycopy(content.bytes(), 0, tuple, own, content.bytes().length);
        putCount(tuple, 3 + childTable.keyColumns().size() + childTable.columns().size());
        return new EncodedChild(tuple, content.element().span());
    }

    private static void put(TupleBuffer out, Column column, @Nullable Object value) {
        switch (value) {
            case null -> out.nullValue();
            case String text -> {
                switch (column.type()) {
                    case JSON -> out.jsonb(text);
                    case TEXT, INTEGER, DECIMAL, DOUBLE, BOOLEAN, DATE, TIMESTAMP, UUID ->
                            out.text(text);
                }
            }
            case Long number -> out.int8(number);
            case BigDecimal number -> out.numeric(number);
            case Double number -> out.float8(number);
            case Boolean truth -> out.bool(truth);
            case LocalDate date -> out.date(date);
            case Instant time -> out.timestamptz(time);
            case UUID id -> out.uuid(id);
            default -> throw new IllegalStateException("no column type for " + value.getClass());
        }
    }

    /// Big-endian.
    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    private static byte[] ints(int a, int b) {
        return new byte[] {(byte) a, (byte) (b >> 24), (byte) (b >> 16), (byte) (b >> 8), (byte) b};
    }

    private static void putCount(byte[] tuple, int fields) {
        tuple[0] = (byte) (fields >> 8);
        tuple[1] = (byte) fields;
    }

    /// Puts the row id into a tuple. Big-endian.
    static void patchRid(byte[] tuple, long rid) {
        for (int i = 0; i < 8; i++) {
            tuple[RID_OFFSET + i] = (byte) (rid >>> (56 - 8 * i));
        }
    }

    /// Turns a tuple into one for the staging table, which has a boolean more.
    static void mark(byte[] tuple, KeyIndex.Comparison comparison) {
        putCount(tuple, ((tuple[0] & 0xFF) << 8 | (tuple[1] & 0xFF)) + 1);
        int at = tuple.length - MARK_BYTES;
        tuple[at + 3] = 1;
        tuple[at + 4] = (byte) (comparison == KeyIndex.Comparison.CHANGED ? 1 : 0);
    }
}
