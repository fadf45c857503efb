package org.cairn.vault.frame;

/// What a frame holds; the number is its byte in the header.
public enum FrameType {
    DATA(1),
    /// The list of the frames of a pack, at its end.
    FOOTER(2);

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
