package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The part of a document that is in memory while it is cut into records: it moves forward and
/// grows, up to a limit, until one whole record fits.
///
/// Its users work on the array directly; every position is an index into it and becomes stale with
/// [#more]. Confined to one thread.
final class ByteWindow {
    private static final int FIRST_SIZE = 1 << 16;

    private final InputStream in;
    private final int largest;
    private final Units units;
    private byte[] bytes;
    private int end;
    private long base;
    private boolean ended;

    /// Up to where units were counted, and how many there were.
    private int countedTo;

    private long counted;

    /// What a byte of the window is in the document.
    enum Units {
        BYTES,
        /// Made by [Utf16Input] of units of two bytes.
        UTF_16
    }

    ByteWindow(InputStream in, int longestRecord) {
        this(in, longestRecord, Units.BYTES, 0);
    }

    /// @param base offset in the document of the first byte
    ByteWindow(InputStream in, int longestRecord, Units units, long base) {
        this.in = in;
        this.units = units;
        this.base = base;
        // Room for the line end behind the longest record, and for a few bytes of look-ahead.
        this.largest = Math.clamp((long) longestRecord + 16, 64, Integer.MAX_VALUE - 8);
        this.bytes = new byte[Math.min(FIRST_SIZE, largest)];
    }

    byte[] bytes() {
        return bytes;
    }

    /// Index behind the last byte there is.
    int end() {
        return end;
    }

    /// Offset in the document of a position.
    long offset(int position) {
        return base + documentBytes(position);
    }

    /// Bytes of the document that the first bytes of the window stand for. Asked for in about
    /// ascending order, so it goes on from where it counted last.
    private long documentBytes(int position) {
        if (units == Units.BYTES) {
            return position;
        }
        if (position < countedTo) {
            countedTo = 0;
            counted = 0;
        }
        for (; countedTo < position; countedTo++) {
            int b = bytes[countedTo];
            if ((b & 0xc0) != 0x80) {
                counted += (b & 0xf8) == 0xf0 ? 2 : 1;
            }
        }
        return 2 * counted;
    }

    /// Whether the bytes from `keep` fill all the room there may be.
    boolean isFull(int keep) {
        return end - keep >= largest;
    }

    /// Whether the document's last byte is in the window.
    boolean ended() {
        return ended;
    }

    /// Drops what stands before `keep` and reads on; every position becomes less by `keep`.
    void more(int keep) {
        base += documentBytes(keep);
        countedTo = 0;
        counted = 0;
        System.arraycopy(bytes, keep, bytes, 0, end - keep);
        end -= keep;
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(largest, bytes.length * 2L));
        }
        try {
            int wanted = bytes.length - end;
            int n = in.readNBytes(bytes, end, wanted);
            ended = n < wanted;
            end += n;
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }
}
