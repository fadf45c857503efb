package org.cairn.protect.plan;

/// A snapshot as far as a retention needs it.
///
/// @param tainted pages of it were bad on the server's disk
/// @param verified it was read back whole
/// @param pinned somebody forbids to remove it
public record Held(Base base, boolean tainted, boolean verified, boolean pinned) {
    String label() {
        return base.snapshot();
    }
}
