package org.cairn.vault.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.snapshot.SnapshotFile.Kind;

/// The bytes of a file table, in pieces; `docs/format/vault-1.md` will have another grammar.
///
/// Big-endian. Header: magic, version u16, suite u16, number of packs u32, and of each its id and
/// its size u64. Entry: kind u8, length of path u16, path, size u64, mode u16, microseconds since
/// 1970 i64, number of frames u32, frames. Frame: number of pack u32, offset u40, stored u24, plain
/// u24, id; or all ones u32 and plain u24 for zeros. End: zero u8, number of entries u64.
final class FileTableForm {
    static final byte[] MAGIC = "CRNF".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 0;
    static final int SUITE_CLEAR = 0;
    static final int ZEROS = -1;
    static final int END = 0;

    /// 2^20 packs of 64 MiB are 64 TiB; their list takes 24 MiB.
    static final int MAX_PACKS = 1 << 20;

    private static final int PACK_BYTES = 24;
    private static final int ENTRY_BYTES = 25;
    private static final int FRAME_BYTES = 49;
    private static final int ID_BYTES = 32;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private FileTableForm() {}

    static byte[] header(List<TablePack> packs) {
        ByteBuffer out =
                ByteBuffer.allocate(12 + packs.size() * PACK_BYTES)
                        .put(MAGIC)
                        .putShort((short) VERSION)
                        .putShort((short) SUITE_CLEAR)
                        .putInt(packs.size());
        for (TablePack pack : packs) {
            out.put(HexFormat.of().parseHex(pack.id().hex())).putLong(pack.sizeBytes());
        }
        return out.array();
    }

    /// All of an entry but its frames.
    static byte[] entry(SnapshotFile file) {
        byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ENTRY_BYTES + path.length)
                .put((byte) number(file.kind()))
                .putShort((short) path.length)
                .put(path)
                .putLong(file.sizeBytes())
                .putShort((short) file.mode())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, file.modified()))
                .putInt(file.frames().size())
                .array();
    }

    static byte[] frames(List<StoredFrame> frames) {
        ByteBuffer out = ByteBuffer.allocate(frames.size() * FRAME_BYTES);
        for (StoredFrame frame : frames) {
            if (frame.isZero()) {
                putU24(out.putInt(ZEROS), frame.plainBytes());
            } else {
                put(out.putInt(frame.pack()), frame.ref());
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void put(ByteBuffer out, FrameRef ref) {
        out.putShort((short) ref.number());
        out.put((byte) (ref.offset() >>> 32)).putInt((int) ref.offset());
        putU24(out, ref.storedBytes());
        putU24(out, ref.plainBytes());
        out.put(ref.id().bytes(), 0, ID_BYTES);
    }

    static byte[] end(long files) {
        return ByteBuffer.allocate(9).put((byte) END).putLong(files).array();
    }

    /// Refuses by `IllegalArgumentException` a number that is no kind.
    static Kind kind(int number) {
        if (number < 1 || number > KINDS.size()) {
            throw new IllegalArgumentException("an entry of an unknown kind: " + number);
        }
        return KINDS.get(number - 1);
    }

    private static int number(Kind kind) {
        return KINDS.indexOf(kind) + 1;
    }

    private static void putU24(ByteBuffer out, int value) {
        out.put((byte) (value >>> 16)).putShort((short) value);
    }
}
