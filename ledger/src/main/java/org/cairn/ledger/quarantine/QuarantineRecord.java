package org.cairn.ledger.quarantine;

import java.time.Instant;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.lineage.DocumentRecord;
import org.jspecify.annotations.Nullable;

/// A record that was refused: why, and where its bytes are.
///
/// @param run the last that refused it
/// @param firstRun the first of those that refused these bytes for this reason one after another
/// @param stage `decode`, `validate` or `resolve`
/// @param message safe to show: never holds the value itself
public record QuarantineRecord(
        long number,
        RunNumber run,
        RunNumber firstRun,
        String source,
        String resource,
        String dataset,
        DocumentRecord document,
        ByteSpan span,
        String stage,
        String code,
        @Nullable String field,
        String message,
        State state,
        @Nullable End end) {

    /// What became of a refusal.
    public enum State {
        /// Somebody has to look.
        OPEN,
        /// Of a run that was held.
        HELD,
        /// A replay loaded the record.
        RELEASED,
        /// Somebody said that it may stay refused.
        DROPPED,
        /// A later run read the resource anew.
        REPLACED;

        public String sqlName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static State ofSqlName(String name) {
            return valueOf(name.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /// Who ended it, and how.
    ///
    /// @param run that released or replaced it
    public record End(
            @Nullable RunNumber run,
            @Nullable Instant at,
            @Nullable String by,
            @Nullable String why) {}
}
