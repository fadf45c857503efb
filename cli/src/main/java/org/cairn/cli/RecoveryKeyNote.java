package org.cairn.cli;

import java.util.List;
import org.cairn.kernel.RunEvent;

/// Brings a recovery key to whoever is to keep it, once.
final class RecoveryKeyNote {
    private RecoveryKeyNote() {}

    /// Shows the key of a vault that was just made.
    static void show(Output output, RunEvent.RecoveryKeyMade made, boolean json) {
        if (json) {
            output.answer(
                    Json.object()
                            .with("type", "recovery_key")
                            .with("recovery_key", made.key().reveal())
                            .with("slot", made.slot())
                            .with("opens_by", made.daily()));
            output.flush();
            return;
        }
        output.note("The vault is encrypted. This is its recovery key, shown this once:");
        lines(made.key().reveal(), "when " + made.daily() + " is lost").forEach(output::note);
    }

    /// The key and what to do with it.
    static List<String> lines(String key, String when) {
        return List.of(
                "",
                "    " + key,
                "",
                "Write it down and keep it away from this machine: it opens the vault",
                when + ". Without any key nothing can be restored.",
                "");
    }
}
