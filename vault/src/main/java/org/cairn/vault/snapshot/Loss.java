package org.cairn.vault.snapshot;

/// A part of a file of a snapshot that cannot be read, because an object of the vault is damaged or
/// missing.
///
/// @param object name of the object
/// @param path of the file
/// @param pages whether it is a file of pages, so that its blocks have a meaning
/// @param first the first byte of the file that is lost
/// @param end behind the last one
/// @param bytes how many are lost between them
public record Loss(String object, String path, boolean pages, long first, long end, long bytes) {
    private static final int PAGE_BYTES = 8192;

    /// For people: which blocks of which file.
    public String text() {
        if (!pages) {
            return "%s: %d bytes from %d on".formatted(path, bytes, first);
        }
        return "%s: %d of the blocks %d to %d"
                .formatted(
                        path,
                        Math.ceilDiv(bytes, PAGE_BYTES),
                        first / PAGE_BYTES,
                        (end - 1) / PAGE_BYTES);
    }
}
