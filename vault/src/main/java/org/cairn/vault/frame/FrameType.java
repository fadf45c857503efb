package org.cairn.vault.frame;

/// What a frame holds; the number is its byte in the header.
public enum FrameType {
    /// Bytes of a body, of a file or of WAL.
    DATA(1),
    /// The list of the frames of a container, at its end.
    FOOTER(2),
    /// Which range of WAL follows.
    WAL_DESCRIPTION(3),
    JSON(4),
    /// Part of a file table.
    TABLE(5);

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// Refuses by `IllegalArgumentException` a number that no frame of a footer's list can have.
    static FrameType listed(int number) {
        return switch (number) {
            case 1 -> DATA;
            case 3 -> WAL_DESCRIPTION;
            case 4 -> JSON;
            case 5 -> TABLE;
            default -> throw new IllegalArgumentException("an entry of an unknown type");
        };
    }
}
