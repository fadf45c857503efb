package org.cairn.protect.backup;

/// Where a backup is to read the files of the server.
public enum SourceChoice {
    /// From the data directory where it can be read here, else over SQL.
    AUTO,
    /// From the data directory.
    LOCAL,
    /// Over sessions of the server.
    SQL
}
