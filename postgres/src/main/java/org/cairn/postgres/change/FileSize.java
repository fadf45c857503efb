package org.cairn.postgres.change;

/// The size of a file, and the most blocks that a file of a relation may have.
record FileSize(long bytes, int blocksPerFile) {
    private static final int BLOCK_BYTES = 8192;

    /// Whether a file of a relation can have that size.
    boolean isRelationFile() {
        return bytes % BLOCK_BYTES == 0 && bytes / BLOCK_BYTES <= blocksPerFile;
    }

    /// How many whole blocks it has.
    int blocks() {
        return (int) Math.min(bytes / BLOCK_BYTES, blocksPerFile);
    }
}
