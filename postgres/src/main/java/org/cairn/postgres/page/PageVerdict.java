package org.cairn.postgres.page;

/// What the bytes of one page say about themselves.
public sealed interface PageVerdict {
    /// The checksum is that of the bytes.
    record Sound() implements PageVerdict {
        static final Sound INSTANCE = new Sound();
    }

    /// All zero: allotted and never written.
    record Fresh() implements PageVerdict {
        static final Fresh INSTANCE = new Fresh();
    }

    /// The checksum is not that of the bytes, or the page calls itself fresh and is not zero; the
    /// server would refuse to read it.
    ///
    /// @param expected of the bytes
    /// @param found in the page's header; 0 says that the page was written without checksums
    record Bad(int expected, int found) implements PageVerdict {}
}
