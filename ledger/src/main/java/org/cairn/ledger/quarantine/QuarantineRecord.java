package org.cairn.ledger.quarantine;

import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.lineage.DocumentRecord;
import org.jspecify.annotations.Nullable;

/// A record that was refused: why, and where its bytes are.
///
/// @param stage `decode`, `validate` or `resolve`
/// @param message safe to show: never holds the value itself
public record QuarantineRecord(
        long number,
        RunNumber run,
        String source,
        String resource,
        String dataset,
        DocumentRecord document,
        ByteSpan span,
        String stage,
        String code,
        @Nullable String field,
        String message) {}
