package org.cairn.collect.fetch.http;

import java.io.InputStream;

/// The bytes of an answer, after Content-Encoding. Closing it lets go of them.
public interface WebBody extends AutoCloseable {
    /// The bytes from the first; may be called again.
    InputStream stream();

    long lengthBytes();

    @Override
    void close();
}
