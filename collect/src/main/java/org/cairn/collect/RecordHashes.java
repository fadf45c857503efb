package org.cairn.collect;

import java.security.MessageDigest;
import java.util.function.LongFunction;
import org.cairn.collect.decode.Body;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.Sha256;

/// Hashes of the bytes of records, by which the same record is known again in another document.
/// Holds one document open at a time, and at most 1 MiB of it. Confined to one thread.
final class RecordHashes {
    private static final int STEP = 1 << 20;

    private final LongFunction<Body> bodies;
    private long documentNo = -1;
    private Body body = Nobody.HERE;

    /// @param bodies gives the body of a document by its number
    RecordHashes(LongFunction<Body> bodies) {
        this.bodies = bodies;
    }

    /// Problems: those of the vault.
    Sha256 of(long document, ByteSpan span) {
        if (document != documentNo) {
            body = bodies.apply(document);
            documentNo = document;
        }
        MessageDigest digest = Sha256.digest();
        long end = Math.min(span.end(), body.lengthBytes());
        for (long at = span.offset(); at < end; at += STEP) {
            digest.update(body.read(at, (int) Math.min(STEP, end - at)));
        }
        return Sha256.ofDigest(digest.digest());
    }

    /// Before the first document.
    private enum Nobody implements Body {
        HERE;

        @Override
        public java.io.InputStream open() {
            return java.io.InputStream.nullInputStream();
        }

        @Override
        public byte[] read(long offset, int length) {
            return new byte[0];
        }

        @Override
        public long lengthBytes() {
            return 0;
        }
    }
}
