package org.cairn.vault;

/// Where a copy of a vault is to be, and whether it is only to be said what would be done.
public record CopyOrder(VaultLocation to, Mode mode) {
    /// Whether anything is written.
    public enum Mode {
        COPY,
        REHEARSE
    }
}
