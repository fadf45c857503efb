package org.cairn.ledger.run;

import java.util.Locale;

/// How a run stands.
public enum RunState {
    RUNNING,
    /// Its rows are in the datasets.
    LOADED,
    /// Every document and mapping was as in the run before: nothing to load.
    UNCHANGED,
    /// Outside what was expected: nothing was loaded, a person decides.
    HELD,
    FAILED,
    /// Somebody ended it; nothing was loaded.
    CANCELLED;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static RunState ofSqlName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
