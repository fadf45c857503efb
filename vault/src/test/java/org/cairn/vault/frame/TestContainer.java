package org.cairn.vault.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.cairn.vault.problem.VaultProblems;

/// A pack in memory.
final class TestContainer {
    static final String ID = "0f".repeat(16);

    byte[] bytes;
    final List<FrameRef> frames;
    final PackId id;
    private final ContainerKeys keys;
    private long mostRead;

    TestContainer(ContainerKeys keys, List<byte[]> contents) {
        this(keys, ID, contents);
    }

    TestContainer(ContainerKeys keys, String id, List<byte[]> contents) {
        this.keys = keys;
        this.id = new PackId(id);
        var out = new ByteArrayOutputStream();
        var writer = new ContainerWriter(keys, ContainerKind.PACK, id, out::write);
        try (var frame = new FrameWriter(keys)) {
            for (byte[] plain : contents) {
                System.arraycopy(plain, 0, frame.plain(), 0, plain.length);
                writer.append(frame.encode(plain.length));
            }
        }
        writer.finish();
        this.bytes = out.toByteArray();
        this.frames = writer.frames();
    }

    ContainerReader reader() {
        return reader(keys);
    }

    ContainerReader reader(ContainerKeys with) {
        return new ContainerReader(with, id.label(), bytes.length, this::read);
    }

    void readAll() {
        ContainerReader reader = reader();
        reader.frames().forEach(reader::read);
    }

    /// The stored bytes of a frame.
    byte[] stored(int number) {
        FrameRef frame = frames.get(number);
        int at = (int) frame.offset() + FrameWriter.HEADER_BYTES;
        return Arrays.copyOfRange(bytes, at, at + frame.storedBytes());
    }

    /// The longest piece that was asked for.
    long mostRead() {
        return mostRead;
    }

    byte[] read(long offset, int length) {
        mostRead = Math.max(mostRead, length);
        if (offset < 0 || length < 0 || offset + length > bytes.length) {
            throw VaultProblems.damaged(id.objectName(), "it ends before");
        }
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    /// Gives a frame at `offset` a checksum that fits what its header says.
    void fitChecksum(int offset) {
        int stored = ByteBuffer.wrap(bytes).getInt(offset);
        byte[] frame =
                Arrays.copyOfRange(bytes, offset, offset + FrameWriter.OVERHEAD_BYTES + stored);
        ByteBuffer.wrap(bytes).putInt(offset + 12, FrameWriter.checksum(frame, stored));
    }

    /// Gives the footer frame and the trailer checksums that fit.
    void fitFooter() {
        int trailerAt = bytes.length - ContainerFooter.TRAILER_BYTES;
        int length = ByteBuffer.wrap(bytes).getInt(trailerAt);
        fitChecksum(trailerAt - length);
        fitTrailer();
    }

    /// Gives the trailer a checksum that fits.
    void fitTrailer() {
        int trailerAt = bytes.length - ContainerFooter.TRAILER_BYTES;
        int length = ByteBuffer.wrap(bytes).getInt(trailerAt);
        byte[] footer = Arrays.copyOfRange(bytes, trailerAt - length, trailerAt);
        byte[] trailer =
                ContainerFooter.trailer(Arrays.copyOf(bytes, ContainerHeader.BYTES), footer);
        System.arraycopy(trailer, 0, bytes, trailerAt, trailer.length);
    }
}
