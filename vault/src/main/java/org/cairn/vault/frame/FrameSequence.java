package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import org.cairn.kernel.Sha256;
import org.cairn.vault.problem.VaultProblems;

/// Frames that follow each other in an object which lists their ids and not their places.
///
/// Big-endian; the form is in [FrameWriter]. Every frame is checked by length, checksum and id
/// before its bytes are handed out; raises `vault-object-damaged` with the object's name. Confined
/// to one thread at a time.
public final class FrameSequence {
    private final String object;
    private final PackReader.Source source;
    private final long end;
    private long position;

    /// @param object its name, for problems
    /// @param start offset of the first frame's header
    /// @param end offset behind the last frame
    public FrameSequence(String object, PackReader.Source source, long start, long end) {
        this.object = object;
        this.source = source;
        this.position = start;
        this.end = end;
    }

    /// Reads the next frame, which must have these plain bytes.
    public byte[] next(int plainBytes, Sha256 id) {
        FrameRef ref = refOf(plainBytes, id);
        byte[] plain = FrameReader.decode(object, ref, source.read(position, ref.frameBytes()));
        FrameReader.requireId(object, ref, plain);
        position = ref.end();
        return plain;
    }

    /// Refuses bytes between the last frame that was read and the end.
    public void requireEnd() {
        if (position != end) {
            throw VaultProblems.damaged(object, "its last frame ends at %d", position);
        }
    }

    private FrameRef refOf(int plainBytes, Sha256 id) {
        int stored = end - position < FrameWriter.HEADER_BYTES ? 0 : storedBytes();
        if (stored < 1 || stored > plainBytes || stored > roomFor()) {
            throw VaultProblems.damaged(object, "the frame at %d has a wrong length", position);
        }
        return new FrameRef(FrameType.DATA, position, stored, plainBytes, id);
    }

    private int storedBytes() {
        return ByteBuffer.wrap(source.read(position, FrameWriter.HEADER_BYTES)).getInt();
    }

    private long roomFor() {
        return end - position - FrameWriter.HEADER_BYTES;
    }
}
