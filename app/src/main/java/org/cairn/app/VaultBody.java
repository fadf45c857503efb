package org.cairn.app;

import java.io.InputStream;
import org.cairn.collect.decode.Body;
import org.cairn.vault.body.StoredBody;

/// A document of the vault as decoders read it.
record VaultBody(StoredBody stored) implements Body {
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
