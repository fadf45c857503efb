package org.cairn.ledger.lineage;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.ledger.LedgerProblems;
import org.jspecify.annotations.Nullable;

/// The spans and strategies of consecutive rows, packed: about one byte and a half a row.
///
/// **Form** (version 1, all numbers little-endian bit streams or LEB128 varints):
///
/// ```
/// block  := version:u8 runs:varint (strategy:varint count:varint){runs} frame*
/// frame  := first:varint gapBits:u8 lengthBits:u8 minLength:varint packed
/// packed := bits of up to 128 x (zigzag(start - previous end), length - minLength)
/// ```
///
/// A frame holds 128 rows (the last one the rest). `first` is the start of its first row; the gap
/// of that row is 0. Records of one document stand one behind another, so gaps and the spread of
/// the lengths need few bits. The method is frame-of-reference coding (Goldstein, Ramakrishnan,
/// Shaft, 1998); positions are found by skipping whole frames.
///
/// Mutable while rows are added; confined to one thread.
public final class SpanBlock {
    /// Rows a block holds at most, so that one look-up reads a few tens of kilobytes.
    public static final int MAX_ROWS = 32_768;

    private static final int VERSION = 1;
    private static final int FRAME = 128;

    private final List<ByteSpan> spans = new ArrayList<>();
    private final List<int[]> strategyRuns = new ArrayList<>();

    /// One row's place and the strategy that found it.
    public record Entry(ByteSpan span, int strategy) {}

    public void add(ByteSpan span, int strategy) {
        spans.add(span);
        int[] last = strategyRuns.isEmpty() ? null : strategyRuns.getLast();
        if (last != null && last[0] == strategy) {
            last[1]++;
        } else {
            strategyRuns.add(new int[] {strategy, 1});
        }
    }

    public int rows() {
        return spans.size();
    }

    /// Packs the rows added so far.
    public byte[] pack() {
        var out = new BitWriter();
        out.u8(VERSION);
        out.varint(strategyRuns.size());
        for (int[] run : strategyRuns) {
            out.varint(run[0]);
            out.varint(run[1]);
        }
        for (int from = 0; from < spans.size(); from += FRAME) {
            packFrame(out, spans.subList(from, Math.min(from + FRAME, spans.size())));
        }
        return out.toByteArray();
    }

    private static void packFrame(BitWriter out, List<ByteSpan> frame) {
        int minLength = Integer.MAX_VALUE;
        int maxLength = 0;
        long gapUnion = 0;
        long end = frame.getFirst().offset();
        for (ByteSpan span : frame) {
            minLength = Math.min(minLength, span.length());
            maxLength = Math.max(maxLength, span.length());
            gapUnion |= zigzag(span.offset() - end);
            end = span.end();
        }
        int gapBits = 64 - Long.numberOfLeadingZeros(gapUnion);
        int lengthBits = 32 - Integer.numberOfLeadingZeros(maxLength - minLength);
        out.varint(frame.getFirst().offset());
        out.u8(gapBits);
        out.u8(lengthBits);
        out.varint(minLength);
        end = frame.getFirst().offset();
        for (ByteSpan span : frame) {
            out.bits(zigzag(span.offset() - end), gapBits);
            out.bits(span.length() - minLength, lengthBits);
            end = span.end();
        }
        out.align();
    }

    /// Finds one row in a packed block without unpacking the others.
    ///
    /// Problems: `lineage-damaged`.
    ///
    /// @param index from 0
    /// @param rowCount rows in the block
    public static Entry find(byte[] packed, int index, int rowCount) {
        if (index < 0 || index >= rowCount) {
            throw new IndexOutOfBoundsException(index);
        }
        try {
            return read(new BitReader(packed), index, rowCount);
        } catch (ArrayIndexOutOfBoundsException
                | ArithmeticException
                | IllegalArgumentException e) {
            throw damaged("its bytes end early or make no sense", e);
        }
    }

    private static Entry read(BitReader in, int index, int rowCount) {
        int version = in.u8();
        if (version != VERSION) {
            throw damaged("version " + version + " is not known", null);
        }
        int strategy = readStrategy(in, index);
        for (int from = 0; from < rowCount; from += FRAME) {
            int rows = Math.min(FRAME, rowCount - from);
            long end = in.varint();
            int gapBits = in.u8();
            int lengthBits = in.u8();
            int minLength = Math.toIntExact(in.varint());
            if (gapBits > 64 || lengthBits > 32) {
                throw damaged("a frame claims %d and %d bits".formatted(gapBits, lengthBits), null);
            }
            if (index >= from + rows) {
                in.skipBits((long) rows * (gapBits + lengthBits));
                continue;
            }
            for (int row = from; ; row++) {
                long start = end + unzigzag(in.bits(gapBits));
                int length = Math.toIntExact(minLength + in.bits(lengthBits));
                if (row == index) {
                    return new Entry(new ByteSpan(start, length), strategy);
                }
                end = start + length;
            }
        }
        throw damaged("it ends before row " + index, null);
    }

    private static int readStrategy(BitReader in, int index) {
        long runs = in.varint();
        int strategy = -1;
        long seen = 0;
        for (long i = 0; i < runs; i++) {
            int id = Math.toIntExact(in.varint());
            seen += in.varint();
            if (strategy < 0 && index < seen) {
                strategy = id;
            }
        }
        if (strategy < 0) {
            throw damaged("no strategy is written for row " + index, null);
        }
        return strategy;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    private static org.cairn.kernel.ProblemException damaged(
            String why, @Nullable Throwable cause) {
        return LedgerProblems.LINEAGE_DAMAGED
                .says("a lineage block cannot be read")
                .what("%s", why)
                .kept("the rows it speaks of are unchanged")
                .remedy("Restore the table cairn.lineage_block from a backup.")
                .asException(cause);
    }
}
