package org.cairn.vault.document;

import java.time.Instant;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.Sha256;

/// One document of the archive: durable, with all its bytes.
///
/// @param fetchedAt when its last byte had arrived
/// @param sha256 of the whole body, and the name by which to open it
public record ArchivedDocument(
        DocumentId id, DocumentOrigin origin, Instant fetchedAt, Sha256 sha256, long lengthBytes) {
    public ArchivedDocument {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("a length must not be negative: " + lengthBytes);
        }
    }
}
