package org.cairn.vault.body;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.cairn.kernel.Sha256;
import org.cairn.vault.body.BodyFrames.Placed;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// A body from its first byte to its last, one frame in memory.
///
/// Each frame's tag is checked before any byte of it is handed out, and the hash of the whole body
/// before the bytes of its last frame are: a reader that reaches the end has read what was stored.
/// Confined to one thread at a time.
final class BodyStream extends InputStream {
    private final Packs packs;
    private final StoredBody body;
    private final Iterator<Placed> frames;
    private final MessageDigest digest = Sha256.digest();
    private Packs.@Nullable OpenPack pack;
    private byte[] plain = new byte[0];
    private int position;

    BodyStream(Packs packs, StoredBody body, List<Placed> frames) {
        this.packs = packs;
        this.body = body;
        this.frames = frames.iterator();
    }

    @Override
    public int read() {
        return atEnd() ? -1 : plain[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (atEnd()) {
            return -1;
        }
        int count = Math.min(length, plain.length - position);
        System.arraycopy(plain, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return plain.length - position;
    }

    private boolean atEnd() {
        if (position < plain.length) {
            return false;
        }
        if (!frames.hasNext()) {
            return true;
        }
        Placed next = frames.next();
        byte[] bytes = packOf(next.pack()).reader().read(next.frame());
        digest.update(bytes);
        if (!frames.hasNext()) {
            requireHash();
        }
        plain = bytes;
        position = 0;
        return false;
    }

    private Packs.OpenPack packOf(PackId id) {
        Packs.OpenPack open = pack;
        if (open == null || !open.id().equals(id)) {
            close();
            open = packs.open(id);
            pack = open;
        }
        return open;
    }

    private void requireHash() {
        if (!Sha256.ofDigest(digest.digest()).equals(body.sha256())) {
            throw VaultProblems.damaged(
                    body.name().value(), "its frames, each whole, together have another sha-256");
        }
    }

    @Override
    public void close() {
        if (pack != null) {
            pack.close();
            pack = null;
        }
    }
}
