package org.cairn.ledger.lineage;

import java.time.Instant;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;

/// One document as the ledger knows it; its bytes are in the vault under `sha256`.
///
/// @param run the run that fetched it
public record DocumentRecord(
        DocumentId id,
        String source,
        String url,
        String fileName,
        Sha256 sha256,
        long lengthBytes,
        Instant fetchedAt,
        RunNumber run) {}
