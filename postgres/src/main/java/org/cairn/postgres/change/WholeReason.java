package org.cairn.postgres.change;

/// Why a file must be read whole.
public enum WholeReason {
    NO_RELATION("it is no file of a relation"),
    ODD_SIZE("its size is not one of a relation's file"),
    EMPTY("it is empty"),
    FREE_SPACE_MAP("the WAL does not keep free space maps"),
    VISIBILITY_MAP("not every version notes when it clears a bit of a visibility map"),
    INIT_FORK("not every version sets positions in the init fork of an unlogged relation"),
    NOT_IN_BASE("the base does not have it"),
    DATABASE_REMADE("its database was made, moved or dropped since"),
    RELATION_REMADE("its relation was made, dropped or cut before this file since"),
    MOSTLY_CHANGED("nine tenths of it have changed");

    private final String words;

    WholeReason(String words) {
        this.words = words;
    }

    /// A clause, to be put after "read whole: ".
    public String words() {
        return words;
    }
}
