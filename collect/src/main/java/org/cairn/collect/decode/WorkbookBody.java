package org.cairn.collect.decode;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Enumeration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A workbook unpacked: its parts one behind the other, in the order of its directory. Spans of
/// records and values of a workbook count these bytes.
record WorkbookBody(Body document, ZipParts parts) implements Body {
    @Override
    public InputStream open() {
        Iterator<ZipParts.Part> all = parts.all().iterator();
        return new SequenceInputStream(
                new Enumeration<>() {
                    @Override
                    public boolean hasMoreElements() {
                        return all.hasNext();
                    }

                    @Override
                    public InputStream nextElement() {
                        return new PartBody(document, all.next()).open();
                    }
                });
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
