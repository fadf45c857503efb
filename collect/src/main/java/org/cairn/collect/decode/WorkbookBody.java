package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A workbook unpacked: its parts one behind the other, in the order of its directory. Spans of
/// records and values of a workbook count these bytes.
record WorkbookBody(Body document, ZipParts parts) implements Body {
    @Override
    public InputStream open() {
        return new InOrder(document, parts.all().iterator());
    }

    /// One part after the other, each opened when it is its turn. Confined to one thread.
    private static final class InOrder extends InputStream {
        private final Body document;
        private final Iterator<ZipParts.Part> left;
        private InputStream now = InputStream.nullInputStream();

        InOrder(Body document, Iterator<ZipParts.Part> left) {
            this.document = document;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n = now.read(to, offset, length);
            while (n < 0 && left.hasNext()) {
                now.close();
                now = new PartBody(document, left.next()).open();
                n = now.read(to, offset, length);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            now.close();
        }
    }

    @Override
    public byte[] read(long offset, int length) {
        if (length == 0) {
            return new byte[0];
        }
        ZipParts.Part part = parts.at(offset);
        if (part == null) {
            throw new IndexOutOfBoundsException("no part of the workbook is at byte " + offset);
        }
        long within = offset - part.start();
        int here = (int) Math.min(length, part.lengthBytes() - within);
        return new PartBody(document, part).read(within, here);
    }

    @Override
    public long lengthBytes() {
        return parts.all().stream().mapToLong(ZipParts.Part::lengthBytes).sum();
    }

    @Override
    public @Nullable Place place(long offset) {
        ZipParts.Part part = parts.at(offset);
        return part == null ? null : new Place(part.name(), offset - part.start());
    }
}
