package org.cairn.vault.snapshot;

import java.util.Locale;

/// Where a backup read the files of the server.
public enum FileSource {
    /// From its data directory.
    LOCAL,
    /// Over its sessions, by its own functions.
    SQL;

    /// As a snapshot object names it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FileSource parse(String text) {
        for (FileSource source : values()) {
            if (source.text().equals(text)) {
                return source;
            }
        }
        throw new IllegalArgumentException("no source of files: " + text);
    }
}
