package org.cairn.collect.decode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.cairn.collect.decode.ZipParts.Part;

/// One part of a document that is a zip file, unpacked anew each time it is read.
///
/// A part that is not as long as the directory says, or has another checksum, raises
/// `workbook-unreadable` where that is seen.
record PartBody(Body document, Part part) implements Body {
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int HEADER = 30;
    private static final int HEADER_SIGN = 0x04034b50;

    @Override
    public InputStream open() {
        ZipParts.requireSensible(part);
        long all = document.lengthBytes();
        if (part.header() > all - HEADER) {
            throw broken("it is not where the directory says");
        }
        ByteBuffer header =
                ByteBuffer.wrap(document.read(part.header(), HEADER))
                        .order(ByteOrder.LITTLE_ENDIAN);
        long from =
                part.header()
                        + HEADER
                        + (header.getShort(26) & 0xffff)
                        + (header.getShort(28) & 0xffff);
        if (header.getInt(0) != HEADER_SIGN || from > all - part.packedBytes()) {
            throw broken("it is not where the directory says");
        }
        var packed = new BodySlice(document, from, from + part.packedBytes());
        return switch (part.method()) {
            case STORED -> new Checked(packed, part);
            case DEFLATED -> new Checked(new Inflating(packed), part);
            default ->
                    throw broken(
                            "it is packed in a way (%d) that is not read".formatted(part.method()));
        };
    }

    @Override
    public byte[] read(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, part.lengthBytes());
        try (InputStream in = open()) {
            in.skipNBytes(offset);
            return in.readNBytes(length);
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    @Override
    public long lengthBytes() {
        return part.lengthBytes();
    }

    private RuntimeException broken(String why) {
        return WorkbookFaults.unreadable("'%s' in it: %s".formatted(part.name(), why));
    }

    /// Lets go of the native memory when it is closed.
    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream packed) {
            super(packed, new Inflater(true), 1 << 16);
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    /// Holds what comes out against what the directory says.
    private static final class Checked extends FilterInputStream {
        private final Part part;
        private final CRC32 crc = new CRC32();
        private long done;

        Checked(InputStream in, Part part) {
            super(in);
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int n;
            try {
                n = in.read(to, offset, length);
            } catch (IOException e) {
                throw wrong("byte %d: %s".formatted(done, e.getMessage()));
            }
            if (n < 0) {
                if (done != part.lengthBytes() || crc.getValue() != part.crc()) {
                    throw wrong("its bytes are not those that the directory speaks of");
                }
                return -1;
            }
            crc.update(to, offset, n);
            done += n;
            if (done > part.lengthBytes()) {
                throw wrong("it is longer than the directory says");
            }
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] passed = new byte[(int) Math.min(count, 1 << 16)];
            return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private RuntimeException wrong(String why) {
            return WorkbookFaults.unreadable("'%s' in it: %s".formatted(part.name(), why));
        }
    }
}
