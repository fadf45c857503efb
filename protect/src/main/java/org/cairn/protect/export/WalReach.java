package org.cairn.protect.export;

/// How far the WAL of an export goes.
public enum WalReach {
    /// As far as the backup needs it.
    BACKUP,
    /// As far as the vault has it.
    ALL
}
