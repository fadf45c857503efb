package org.cairn.kernel;

/// The named steps of a crash-critical order, announced as they are reached.
///
/// In production nobody listens. A crash test starts Cairn with the environment variable
/// `CAIRN_HALT_AT` set to a step's name and the process ends there without any clean-up, as by
/// `kill -9` (see `org.cairn.app.Wiring`). Safe for any thread.
@FunctionalInterface
public interface Steps {
    Steps NONE = _ -> {};

    /// Says that everything before `step` is done and nothing after it has begun.
    void reached(String step);
}
