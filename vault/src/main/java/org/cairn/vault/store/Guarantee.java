package org.cairn.vault.store;

/// One thing that a vault wants of the store under it, and how it turned out on the user's own.
///
/// @param name a few words, such as `create once`
/// @param fact what was seen
/// @param lost what is not so because of it; empty when it holds
/// @param remedy what to do; empty when it holds
public record Guarantee(String name, Verdict verdict, String fact, String lost, String remedy) {
    /// How it turned out.
    public enum Verdict {
        HOLDS,
        /// The vault works, and something is less than it could be.
        DEGRADED,
        /// The vault cannot be trusted there.
        MISSING
    }

    public static Guarantee holds(String name, String fact) {
        return new Guarantee(name, Verdict.HOLDS, fact, "", "");
    }
}
