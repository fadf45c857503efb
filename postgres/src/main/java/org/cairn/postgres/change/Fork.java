package org.cairn.postgres.change;

import java.util.List;

/// The parts of a relation that have files of their own, by PostgreSQL's numbers
/// (`common/relpath.h`: ForkNumber).
public enum Fork {
    /// The rows or the index itself.
    MAIN(""),
    /// Where there is room; not kept by the WAL.
    FREE_SPACE_MAP("_fsm"),
    /// Which pages everybody may see.
    VISIBILITY_MAP("_vm"),
    /// What an unlogged relation is reset to after a crash.
    INIT("_init");

    private static final List<Fork> ALL = List.of(values());

    private final String suffix;

    Fork(String suffix) {
        this.suffix = suffix;
    }

    /// The fork of a number in the catalogue or in a summary.
    public static Fork of(int number) {
        return ALL.get(number);
    }

    static Fork ofSuffix(String suffix) {
        return ALL.stream().filter(fork -> fork.suffix.equals(suffix)).findFirst().orElseThrow();
    }
}
