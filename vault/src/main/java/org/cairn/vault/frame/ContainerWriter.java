package org.cairn.vault.frame;

import java.util.ArrayList;
import java.util.List;

/// Writes one container from its header to its trailer. Confined to one thread.
public final class ContainerWriter {
    /// Takes the bytes of the container as they come.
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    private final ContainerHeader header;
    private final FrameSeal seal;
    private final Sink sink;
    private final List<FrameRef> frames = new ArrayList<>();
    private long position;

    /// @param id 32 random hexadecimal digits that no other container has or had: its key and with
    ///   it the safety of all that it holds depend on that
    public ContainerWriter(ContainerKeys keys, ContainerKind kind, String id, Sink sink) {
        this.header = ContainerHeader.of(keys, kind, id);
        this.seal =
                keys.seal(header)
                        .orElseThrow(() -> new IllegalStateException("the keys were wiped"));
        this.sink = sink;
        write(header.bytes(), ContainerHeader.BYTES);
    }

    /// Appends a frame, which is used up by that, and says where it stands.
    public FrameRef append(EncodedFrame frame) {
        if (frames.size() == ContainerFooter.MAX_FRAMES) {
            throw new IllegalStateException("a container has no room for so many frames");
        }
        var ref =
                new FrameRef(
                        frame.type(),
                        frames.size(),
                        position,
                        frame.storedBytes(),
                        frame.plainBytes(),
                        frame.id());
        FrameWriter.finish(frame, ref.number(), seal);
        frames.add(ref);
        write(frame.bytes(), frame.length());
        return ref;
    }

    /// Writes footer and trailer. There must be a frame.
    public void finish() {
        EncodedFrame footer = FrameWriter.footer(ContainerFooter.write(frames));
        FrameWriter.finish(footer, FrameSeal.FOOTER, seal);
        write(footer.bytes(), footer.length());
        write(
                ContainerFooter.trailer(header.bytes(), footer.bytes()),
                ContainerFooter.TRAILER_BYTES);
    }

    /// How long the container is so far; its whole length when it is finished.
    public long sizeBytes() {
        return position;
    }

    /// The frames so far, in their order.
    public List<FrameRef> frames() {
        return List.copyOf(frames);
    }

    /// Says whether the container has reached `targetBytes`, or all the frames that its footer can
    /// list.
    public boolean isFull(long targetBytes) {
        return position >= targetBytes || frames.size() == ContainerFooter.MAX_FRAMES;
    }

    private void write(byte[] bytes, int length) {
        sink.write(bytes, 0, length);
        position += length;
    }
}
