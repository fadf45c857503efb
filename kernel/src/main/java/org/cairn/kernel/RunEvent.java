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

    /// An event of one of several acts that go on at the same time.
    ///
    /// @param name of the act
    record Within(String name, RunEvent event) implements RunEvent {}

    /// A vault was made, and this is the only time that its recovery key is seen: whoever takes
    /// events must bring it to the user, whatever else he leaves out.
    ///
    /// @param slot id of the key slot that it opens
    /// @param daily what opens the vault on other days: a key file, or the passphrase
    record RecoveryKeyMade(Secret key, String slot, String daily) implements RunEvent {}
}
