package org.cairn.collect.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of a document that is a zip file, by its central directory; their bytes are read from
/// the document itself and never put anywhere.
///
/// Laid one behind the other in the order of the directory, the parts have offsets of their own:
/// those are what spans of such a document count.
final class ZipParts {
    private static final int MOST_PARTS = 10_000;
    private static final int LONGEST_DIRECTORY = 16 << 20;
    private static final int LONGEST_END = 22 + 0xffff;
    private static final long MOST_BYTES = 1L << 40;
    private static final int END_SIGN = 0x06054b50;
    private static final int WIDE_END_SIGN = 0x06064b50;
    private static final int WIDE_END_LOCATOR = 0x07064b50;
    private static final int ENTRY_SIGN = 0x02014b50;
    private static final long WIDE = 0xffffffffL;

    /// Unpacked bytes of one part that are allowed whatever its size, and how many times its size
    /// above that.
    private static final long FREE_BYTES = 64L << 20;

    private static final long MOST_TIMES = 200;

    private final Map<String, Part> byName;

    private ZipParts(Map<String, Part> byName) {
        this.byName = byName;
    }

    /// One part.
    ///
    /// @param start of its first byte, where all parts lie one behind the other
    /// @param header offset of its own header in the document
    record Part(
            String name,
            int method,
            long packedBytes,
            long lengthBytes,
            long crc,
            long header,
            long start) {
        long end() {
            return start + lengthBytes;
        }
    }

    /// Problems raised: `workbook-unreadable`, `workbook-too-large`.
    static ZipParts read(Body body) {
        Directory directory = directory(body);
        ByteBuffer in = bytes(body, directory.start(), directory.length());
        Map<String, Part> parts = new LinkedHashMap<>();
        long start = 0;
        while (in.remaining() >= 46 && in.getInt(in.position()) == ENTRY_SIGN) {
            Part part = part(in, directory.shift(), start);
            if (parts.put(part.name().toLowerCase(Locale.ROOT), part) != null) {
                throw WorkbookFaults.unreadable("two of its parts are called " + part.name());
            }
            start += part.lengthBytes();
            if (parts.size() > MOST_PARTS || start > MOST_BYTES) {
                throw WorkbookFaults.tooLarge(
                        "it has more than %d parts, or 1 TiB".formatted(MOST_PARTS));
            }
        }
        if (parts.isEmpty()) {
            throw WorkbookFaults.unreadable("its directory is empty");
        }
        return new ZipParts(Collections.unmodifiableMap(parts));
    }

    private static Part part(ByteBuffer in, long shift, long start) {
        int at = in.position();
        int flags = in.getShort(at + 8);
        int method = in.getShort(at + 10) & 0xffff;
        long crc = in.getInt(at + 16) & WIDE;
        long packed = in.getInt(at + 20) & WIDE;
        long length = in.getInt(at + 24) & WIDE;
        int nameLength = in.getShort(at + 28) & 0xffff;
        int extraLength = in.getShort(at + 30) & 0xffff;
        int commentLength = in.getShort(at + 32) & 0xffff;
        long header = in.getInt(at + 42) & WIDE;
        int next = at + 46 + nameLength + extraLength + commentLength;
        if (next > in.limit()) {
            throw WorkbookFaults.unreadable("its directory is cut off");
        }
        byte[] name = new byte[nameLength];
        in.get(at + 46, name);
        ByteBuffer wide = wide(in, at + 46 + nameLength, extraLength);
        length = length == WIDE ? wideNumber(wide) : length;
        packed = packed == WIDE ? wideNumber(wide) : packed;
        header = header == WIDE ? wideNumber(wide) : header;
        String said = new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "_");
        if ((flags & 1) != 0) {
            throw WorkbookFaults.unreadable("'%s' in it is encrypted".formatted(said));
        }
        if (length < 0 || packed < 0 || header < 0 || length > MOST_BYTES) {
            throw WorkbookFaults.unreadable("its directory holds impossible sizes");
        }
        in.position(next);
        return new Part(
                said.startsWith("/") ? said.substring(1) : said,
                method,
                packed,
                length,
                crc,
                header + shift,
                start);
    }

    private static long wideNumber(ByteBuffer wide) {
        if (wide.remaining() < 8) {
            throw WorkbookFaults.unreadable("its directory lacks a size");
        }
        return wide.getLong();
    }

    /// The numbers of 64 bits that an entry has where those of 32 are too small.
    private static ByteBuffer wide(ByteBuffer in, int from, int length) {
        int at = from;
        while (at + 4 <= from + length) {
            int size = in.getShort(at + 2) & 0xffff;
            if (in.getShort(at) == 1 && at + 4 + size <= from + length) {
                return in.slice(at + 4, size).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += 4 + size;
        }
        return ByteBuffer.allocate(0);
    }

    /// Where the central directory is.
    ///
    /// @param shift bytes before the zip file's own first byte
    private record Directory(long start, int length, long shift) {}

    private static Directory directory(Body body) {
        long all = body.lengthBytes();
        int looked = (int) Math.min(all, LONGEST_END);
        ByteBuffer tail = bytes(body, all - looked, looked);
        for (int at = looked - 22; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGN) {
                return directory(body, tail, at, all - looked + at);
            }
        }
        throw WorkbookFaults.unreadable("its end is missing: it was cut off, or is no zip file");
    }

    private static Directory directory(Body body, ByteBuffer tail, int at, long end) {
        long length = tail.getInt(at + 12) & WIDE;
        long start = tail.getInt(at + 16) & WIDE;
        long shift = end - length - start;
        if (at >= 20 && tail.getInt(at - 20) == WIDE_END_LOCATOR) {
            long wideEnd = tail.getLong(at - 12);
            if (wideEnd < 0 || wideEnd > end - 56) {
                throw WorkbookFaults.unreadable("its directory is not where it says");
            }
            ByteBuffer wide = bytes(body, wideEnd, 56);
            if (wide.getInt(0) != WIDE_END_SIGN) {
                throw WorkbookFaults.unreadable("its directory is not where it says");
            }
            length = wide.getLong(40);
            start = wide.getLong(48);
            shift = 0;
        }
        if (length < 0 || start < 0 || shift < 0 || start + shift > end - length) {
            throw WorkbookFaults.unreadable("its directory is not where it says");
        }
        if (length > LONGEST_DIRECTORY) {
            throw WorkbookFaults.tooLarge("its directory has %d bytes".formatted(length));
        }
        return new Directory(start + shift, (int) length, shift);
    }

    private static ByteBuffer bytes(Body body, long from, int length) {
        return ByteBuffer.wrap(body.read(from, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The part of a name; names are compared without regard to case.
    @Nullable Part find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /// In the order of the directory.
    List<Part> all() {
        return new ArrayList<>(byName.values());
    }

    /// The part in which an offset lies, where all parts lie one behind the other.
    @Nullable Part at(long offset) {
        for (Part part : byName.values()) {
            if (offset >= part.start() && offset < part.end()) {
                return part;
            }
        }
        return null;
    }

    /// Refuses a part that unpacks to far more than it is.
    static void requireSensible(Part part) {
        if (part.lengthBytes() > FREE_BYTES
                && part.lengthBytes() / MOST_TIMES > part.packedBytes()) {
            throw WorkbookFaults.tooLarge(
                    "'%s' in it unpacks from %d to %d bytes, more than %d times as many"
                            .formatted(
                                    part.name(),
                                    part.packedBytes(),
                                    part.lengthBytes(),
                                    MOST_TIMES));
        }
    }
}
