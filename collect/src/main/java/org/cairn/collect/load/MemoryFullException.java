package org.cairn.collect.load;

/// More rows than are compared in memory: the load is to be begun again in parts.
///
/// Never reaches a user; carries no stack trace, since it is thrown for a reason and not by
/// mistake.
public final class MemoryFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryFullException() {
        super("more rows than are compared in memory", null, false, false);
    }
}
