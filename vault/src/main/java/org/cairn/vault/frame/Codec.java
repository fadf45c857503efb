package org.cairn.vault.frame;

/// How the bytes of a frame are stored; the number is its byte in the header.
public enum Codec {
    /// As they are, because compression would gain less than 5 %.
    RAW(0),
    /// One zstd frame (RFC 8878).
    ZSTD(1);

    private final int number;

    Codec(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
