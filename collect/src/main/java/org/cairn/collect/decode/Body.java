package org.cairn.collect.decode;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The stored bytes of one document, readable more than once.
public interface Body {
    /// Opens the bytes from the first; the caller closes.
    InputStream open();

    /// Reads `length` bytes from `offset` without reading what stands before them.
    byte[] read(long offset, int length);

    long lengthBytes();

    /// Where in which part of a packed document an offset lies; null where nothing is packed.
    default @Nullable Place place(long offset) {
        return null;
    }

    /// A place in a packed document.
    ///
    /// @param part its name
    /// @param offset in the bytes of that part
    record Place(String part, long offset) {}
}
