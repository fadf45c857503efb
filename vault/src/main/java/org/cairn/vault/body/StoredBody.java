package org.cairn.vault.body;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.cairn.kernel.Sha256;
import org.cairn.vault.body.BodyFrames.Placed;
import org.cairn.vault.store.ObjectName;
import org.jspecify.annotations.Nullable;

/// The stored bytes of one or more documents. Holds no open file of its own; it keeps the frame
/// that was read last, since neighbouring spans are mostly asked for together. Safe for any thread.
///
/// Every read raises `vault-object-missing` or `vault-object-damaged`, naming the pack or the body.
public final class StoredBody {
    private final Packs packs;
    private final ObjectName name;
    private final BodyMap body;
    private final List<Placed> frames;
    private @Nullable Decoded last;

    private record Decoded(Placed frame, byte[] plain) {}

    StoredBody(Packs packs, ObjectName name, BodyMap body) {
        this.packs = packs;
        this.name = name;
        this.body = body;
        this.frames = BodyFrames.of(packs, name, body);
    }

    /// The name of the object that says what it is made of.
    public ObjectName name() {
        return name;
    }

    public Sha256 sha256() {
        return body.sha256();
    }

    public long lengthBytes() {
        return body.lengthBytes();
    }

    /// Opens the bytes from the first; the caller closes. Holds one frame (1 MiB) at a time. Each
    /// frame is checked before its bytes are handed out, and the hash of the whole body before
    /// those of the last frame.
    public InputStream stream() {
        return new BodyStream(packs, this, frames);
    }

    /// Reads `length` bytes from `offset`, touching only the frames that hold them; each is checked
    /// by its checksum and its tag. Raises `IndexOutOfBoundsException` for a span outside the body.
    public byte[] read(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, body.lengthBytes());
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            Decoded frame = frameAt(offset + done);
            int from = Math.toIntExact(offset + done - frame.frame().start());
            int count = Math.min(length - done, frame.plain().length - from);
            System.arraycopy(frame.plain(), from, bytes, done, count);
            done += count;
        }
        return bytes;
    }

    private synchronized Decoded frameAt(long offset) {
        Decoded kept = last;
        if (kept != null && offset >= kept.frame().start() && offset < kept.frame().end()) {
            return kept;
        }
        Placed frame = frames.get(indexOf(offset));
        try (var pack = packs.open(frame.pack())) {
            kept = new Decoded(frame, pack.reader().read(frame.frame()));
        }
        last = kept;
        return kept;
    }

    private int indexOf(long offset) {
        int low = 0;
        int high = frames.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (frames.get(middle).end() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
