package org.cairn.collect.decode;

import java.io.InputStream;

/// The bytes of a body from one offset to another, without reading those before. Confined to one
/// thread.
final class BodySlice extends InputStream {
    private static final int MOST = 1 << 16;

    private final Body body;
    private final long end;
    private long at;

    /// @param end no byte behind the last of the body
    BodySlice(Body body, long start, long end) {
        this.body = body;
        this.at = start;
        this.end = end;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        int n = (int) Math.min(Math.min(length, MOST), end - at);
        if (n <= 0) {
            return length == 0 ? 0 : -1;
        }
        byte[] bytes = body.read(at, n);
        System.arraycopy(bytes, 0, to, offset, bytes.length);
        at += bytes.length;
        return bytes.length;
    }
}
