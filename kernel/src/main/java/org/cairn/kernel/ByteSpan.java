package org.cairn.kernel;

/// Some bytes of one document: offset from its first byte and length, both in bytes.
public record ByteSpan(long offset, int length) {
    public ByteSpan {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("not a span: " + offset + "+" + length);
        }
    }

    public long end() {
        return offset + length;
    }
}
