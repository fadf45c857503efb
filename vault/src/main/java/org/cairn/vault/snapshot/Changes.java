package org.cairn.vault.snapshot;

import java.util.Locale;

/// How a backup found out what had changed.
public enum Changes {
    /// Everything was read, and stored or compared by its id.
    WHOLE,
    /// Everything was read, and a page counted as changed when its LSN said so.
    LSN,
    /// The server's WAL summaries named the blocks; the others were not read.
    SUMMARIES,
    /// The WAL itself named the blocks; the others were not read.
    WAL;

    /// As a snapshot object names it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Changes parse(String text) {
        for (Changes changes : values()) {
            if (changes.text().equals(text)) {
                return changes;
            }
        }
        throw new IllegalArgumentException("no way to find changes: " + text);
    }
}
