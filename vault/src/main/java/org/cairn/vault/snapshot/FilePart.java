package org.cairn.vault.snapshot;

/// Some of the frames of a file, with all bytes of the file that are in them. The parts of a file
/// may be read side by side. Never changed.
public final class FilePart {
    private final FrameUses uses;
    private final int from;
    private final int to;

    FilePart(FrameUses uses, int from, int to) {
        this.uses = uses;
        this.from = from;
        this.to = to;
    }

    FrameUses uses() {
        return uses;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
