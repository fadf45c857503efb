package org.cairn.collect.decode;

import java.io.InputStream;

/// The stored bytes of one document, readable more than once.
public interface Body {
    /// Opens the bytes from the first; the caller closes.
    InputStream open();

    /// Reads `length` bytes from `offset` without reading what stands before them.
    byte[] read(long offset, int length);

    long lengthBytes();
}
