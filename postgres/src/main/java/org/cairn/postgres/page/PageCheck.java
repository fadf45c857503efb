package org.cairn.postgres.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.cairn.kernel.Lsn;

/// Reads the header of a page and judges the page (`storage/bufpage.h`, `PageIsVerified`).
///
/// Header: position of the last change (two 32-bit halves, the high one first), checksum (16 bits,
/// at 8), flags (10), lower (12), upper (14). Only for servers with data checksums.
public final class PageCheck {
    public static final int PAGE_BYTES = 8192;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHECKSUM_AT = 8;
    private static final int UPPER_AT = 14;
    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private PageCheck() {}

    /// Judges the page that begins at `offset`.
    ///
    /// @param block the page's number in its relation (not in its file), as an unsigned number
    public static PageVerdict judge(byte[] bytes, int offset, int block) {
        if (halfWord(bytes, offset + UPPER_AT) == 0 && isZero(bytes, offset)) {
            return PageVerdict.Fresh.INSTANCE;
        }
        int expected = PageChecksum.of(bytes, offset, block);
        int found = halfWord(bytes, offset + CHECKSUM_AT);
        boolean sound = expected == found && halfWord(bytes, offset + UPPER_AT) != 0;
        return sound ? PageVerdict.Sound.INSTANCE : new PageVerdict.Bad(expected, found);
    }

    /// Where the WAL record ends that changed the page last, as the page says; of a damaged page it
    /// may be anything.
    public static Lsn lsn(byte[] bytes, int offset) {
        long high = Integer.toUnsignedLong((int) INTS.get(bytes, offset));
        long low = Integer.toUnsignedLong((int) INTS.get(bytes, offset + Integer.BYTES));
        // A position beyond 2^63 is garbage; the largest one stands for it.
        return new Lsn(high > Integer.MAX_VALUE ? Long.MAX_VALUE : high << 32 | low);
    }

    private static boolean isZero(byte[] bytes, int offset) {
        return Arrays.equals(bytes, offset, offset + PAGE_BYTES, ZEROS, 0, PAGE_BYTES);
    }

    private static int halfWord(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) SHORTS.get(bytes, at));
    }
}
