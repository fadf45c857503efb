package org.cairn.kernel;

import org.jspecify.annotations.Nullable;

/// What happens while an act goes on; progress bar, log and (later) metrics read the same stream.
public sealed interface RunEvent {
    /// A stage begins, for example `fetch gvrc` or `load facility`.
    record StageBegun(String stage) implements RunEvent {}

    /// How far a stage is.
    ///
    /// @param done in `unit`, from 0
    /// @param total null when nobody can know it yet
    record Progressed(String stage, long done, @Nullable Long total, String unit)
            implements RunEvent {}

    /// A stage ended well.
    ///
    /// @param summary one line that says what is true now
    record StageEnded(String stage, String summary) implements RunEvent {}

    /// Something the user should know that does not stop the act.
    record Noted(String message) implements RunEvent {}
}
