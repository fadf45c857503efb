package org.cairn.postgres.replication;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;

/// A physical replication slot of a server: it keeps WAL for one receiver.
///
/// @param restart the oldest WAL that is kept; empty when nothing is, because none was asked for or
///   the server gave the slot up
public record Slot(String name, Optional<Lsn> restart) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,63}");

    public Slot {
        requireName(name);
    }

    /// Refuses names that PostgreSQL would refuse.
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a replication slot: " + name);
        }
        return name;
    }
}
