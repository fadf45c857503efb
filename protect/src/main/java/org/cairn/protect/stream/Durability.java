package org.cairn.protect.stream;

/// Where WAL must be durable before the server is told that it is.
public enum Durability {
    /// In the journal on the local disk; the vault has it some seconds later.
    LOCAL,
    /// In the vault.
    REMOTE
}
