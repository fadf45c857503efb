package org.cairn.collect.decode;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A document that is made while it is read: a head, one record many times, a tail.
final class MadeBody implements Body {
    private final byte[] head;
    private final byte[] record;
    private final byte[] separator;
    private final byte[] tail;
    private final long count;

    MadeBody(String head, String record, String separator, long count, String tail) {
        this.head = head.getBytes(StandardCharsets.UTF_8);
        this.record = record.getBytes(StandardCharsets.UTF_8);
        this.separator = separator.getBytes(StandardCharsets.UTF_8);
        this.tail = tail.getBytes(StandardCharsets.UTF_8);
        this.count = count;
    }

    int recordLength() {
        return record.length;
    }

    long offsetOf(long number) {
        return head.length + number * (record.length + separator.length);
    }

    @Override
    public InputStream open() {
        return new Made();
    }

    @Override
    public byte[] read(long offset, int length) {
        throw new AssertionError("only streamed");
    }

    @Override
    public long lengthBytes() {
        return offsetOf(count) - separator.length + tail.length;
    }

    private final class Made extends InputStream {
        private byte[] part = head;
        private int at;
        private long parts;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            while (at == part.length) {
                if (parts == 2 * count) {
                    return -1;
                }
                parts++;
                at = 0;
                part = parts == 2 * count ? tail : parts % 2 == 1 ? record : separator;
            }
            int n = Math.min(length, part.length - at);
            System.arraycopy(part, at, to, offset, n);
            at += n;
            return n;
        }
    }
}
