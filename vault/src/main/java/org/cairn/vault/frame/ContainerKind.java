package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// What a container is, by the first four bytes of it.
public enum ContainerKind {
    /// Frames of bodies and of the files of snapshots, or of file tables.
    PACK("CRNP"),
    /// A range of WAL.
    WAL("CRNW"),
    /// One object of JSON.
    OBJECT("CRNO");

    private final String magic;

    ContainerKind(String magic) {
        this.magic = magic;
    }

    byte[] magic() {
        return magic.getBytes(US_ASCII);
    }
}
