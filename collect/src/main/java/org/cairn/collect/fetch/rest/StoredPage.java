package org.cairn.collect.fetch.rest;

import java.io.InputStream;
import org.cairn.collect.decode.Body;
import org.cairn.kernel.Sha256;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.document.DocumentArchive;

/// The bytes of a page in the vault.
public record StoredPage(StoredBody stored) implements Body {
    public static StoredPage of(DocumentArchive archive, Sha256 content) {
        return new StoredPage(archive.open(content));
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
