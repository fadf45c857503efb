package org.cairn.vault.wal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.cairn.vault.frame.ContainerKind;
import org.cairn.vault.frame.ContainerLabel;
import org.cairn.vault.frame.ContainerReader;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.problem.VaultProblems;

/// What the frames of an object of WAL must be; `docs/format/vault-1.md` has the grammar.
///
/// Big-endian. The first frame says which range of which server this is and when its last byte
/// arrived. The plain lengths of the others follow from the range, and their ids are in the footer:
/// two objects of one range can be compared without reading the WAL.
record WalForm(WalObject object) {
    /// @param at when the last byte had arrived
    /// @param segmentBytes size of a segment of the server
    record Description(Instant at, int segmentBytes) {}

    private static final int DESCRIPTION_BYTES = 40;

    int frames() {
        long length = object.range().lengthBytes();
        return Math.toIntExact((length + FrameWriter.MAX_PLAIN - 1) / FrameWriter.MAX_PLAIN);
    }

    /// How many plain bytes the frame of this number has, from 0; only the last may be shorter.
    int plainBytes(int frame) {
        long before = (long) frame * FrameWriter.MAX_PLAIN;
        return (int) Math.min(FrameWriter.MAX_PLAIN, object.range().lengthBytes() - before);
    }

    ContainerLabel label() {
        return ContainerLabel.of(ContainerKind.WAL, object.name().value());
    }

    byte[] write(Description description) {
        return ByteBuffer.allocate(DESCRIPTION_BYTES)
                .putLong(Long.parseUnsignedLong(object.server()))
                .putInt(object.range().timeline().number())
                .putLong(object.range().start().bytes())
                .putLong(object.range().end().bytes())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, description.at()))
                .putInt(description.segmentBytes())
                .array();
    }

    /// Reads what an object says of itself, which must be what its name says.
    Description readDescription(ContainerReader reader) {
        FrameRef frame = reader.frame(0);
        if (frame.type() != FrameType.WAL_DESCRIPTION || frame.plainBytes() != DESCRIPTION_BYTES) {
            throw damaged("it does not begin with a description");
        }
        byte[] bytes = reader.read(frame);
        ByteBuffer in = ByteBuffer.wrap(bytes, DESCRIPTION_BYTES - 12, 12);
        Instant at = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
        var description = new Description(at, in.getInt());
        if (!ByteBuffer.wrap(bytes).equals(ByteBuffer.wrap(write(description)))) {
            throw damaged("it holds another range than its name says");
        }
        return description;
    }

    /// The frames of the WAL, whose lengths must be those of the range.
    List<FrameRef> readFrames(ContainerReader reader) {
        List<FrameRef> all = reader.frames();
        List<FrameRef> wal = all.subList(1, all.size());
        if (wal.size() != frames()) {
            throw damaged("it has another number of frames than its range");
        }
        for (int i = 0; i < wal.size(); i++) {
            if (wal.get(i).type() != FrameType.DATA || wal.get(i).plainBytes() != plainBytes(i)) {
                throw damaged("its frames have other lengths than its range");
            }
        }
        return wal;
    }

    /// The ids of the frames of the WAL.
    List<ContentId> readIds(ContainerReader reader) {
        readDescription(reader);
        return readFrames(reader).stream().map(FrameRef::id).toList();
    }

    private RuntimeException damaged(String what) {
        return VaultProblems.damaged(object.name().value(), what);
    }
}
