package org.cairn.vault.frame;

import java.util.ArrayList;
import java.util.List;

/// Writes one pack from its header to its trailer. Confined to one thread.
public final class PackWriter {
    /// Takes the bytes of the pack as they come.
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    private final PackIdentity identity;
    private final Sink sink;
    private final List<FrameRef> frames = new ArrayList<>();
    private long position;

    public PackWriter(PackIdentity identity, Sink sink) {
        this.identity = identity;
        this.sink = sink;
        write(identity.header(), PackIdentity.HEADER_BYTES);
    }

    /// Appends a frame, which must be one of data, and says where it stands.
    public FrameRef append(EncodedFrame frame) {
        FrameRef ref = frame.at(position);
        frames.add(ref);
        write(frame.bytes(), frame.length());
        return ref;
    }

    /// Writes footer and trailer.
    public void finish() {
        EncodedFrame footer = FrameWriter.raw(FrameType.FOOTER, PackFooter.write(frames));
        write(footer.bytes(), footer.length());
        byte[] trailer = PackFooter.trailer(identity.header(), footer.bytes(), footer.length());
        write(trailer, trailer.length);
    }

    public PackId id() {
        return identity.pack();
    }

    /// How long the pack is so far; its whole length when it is finished.
    public long sizeBytes() {
        return position;
    }

    /// The frames so far, in the order of their offsets.
    public List<FrameRef> frames() {
        return List.copyOf(frames);
    }

    /// Says whether the pack has reached `targetBytes`, or all the frames that its footer can list.
    public boolean isFull(long targetBytes) {
        return position >= targetBytes || frames.size() == PackFooter.MAX_FRAMES;
    }

    private void write(byte[] bytes, int length) {
        sink.write(bytes, 0, length);
        position += length;
    }
}
