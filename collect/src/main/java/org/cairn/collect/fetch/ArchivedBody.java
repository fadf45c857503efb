package org.cairn.collect.fetch;

import java.io.InputStream;
import org.cairn.collect.decode.Body;
import org.cairn.kernel.Sha256;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.document.DocumentArchive;

/// The bytes of a document in the vault, as decoders read them. Safe for any thread.
public record ArchivedBody(StoredBody stored) implements Body {
    public static ArchivedBody of(DocumentArchive archive, Sha256 content) {
        return new ArchivedBody(archive.open(content));
    }

    @Override
    public InputStream open() {
        return stored.stream();
    }

    @Override
    public byte[] read(long offset, int length) {
        return stored.read(offset, length);
    }

    @Override
    public long lengthBytes() {
        return stored.lengthBytes();
    }
}
