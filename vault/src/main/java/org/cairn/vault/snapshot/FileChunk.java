package org.cairn.vault.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/// A chunk of a file table that is being made; `docs/format/vault-1.md` has the grammar.
///
/// Where it ends depends only on the path of its last entry, or on its length, so that a chunk all
/// of whose files are as they were has the bytes it had. Confined to one thread.
final class FileChunk {
    private static final int MOST_BYTES = 512 << 10;
    private static final int ENTRIES_IN_THE_MEAN = 128;
    private static final int PACK_BYTES = 16;

    private static final List<SnapshotFile.Kind> KINDS = List.of(SnapshotFile.Kind.values());

    private final PackNumbers numbers;
    private final SequencedMap<Integer, Integer> packs = new LinkedHashMap<>();
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final String first;
    private long count;
    private boolean ended;

    /// @param first the path of its first entry
    FileChunk(PackNumbers numbers, String first) {
        this.numbers = numbers;
        this.first = first;
    }

    String first() {
        return first;
    }

    /// The numbers of the packs that its pieces name.
    Iterable<Integer> packs() {
        return packs.keySet();
    }

    void add(SnapshotFile file) {
        byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
        entries.write(KINDS.indexOf(file.kind()) + 1);
        varint(entries, path.length);
        entries.writeBytes(path);
        varint(entries, file.sizeBytes());
        entries.writeBytes(
                ByteBuffer.allocate(Short.BYTES + Long.BYTES)
                        .putShort((short) file.mode())
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, file.modified()))
                        .array());
        add(file.pieces());
        count++;
        int bytes = entries.size() + packs.size() * PACK_BYTES;
        ended = bytes >= MOST_BYTES || crc(path) % ENTRIES_IN_THE_MEAN == 0;
    }

    private void add(Pieces pieces) {
        varint(entries, pieces.count());
        for (int i = 0; i < pieces.count(); i++) {
            varint(entries, pieces.end(i) - pieces.start(i));
            if (pieces.isZero(i)) {
                varint(entries, 0);
            } else {
                long place = pieces.place(i);
                varint(entries, local(Place.pack(place)));
                varint(entries, Place.frame(place));
                varint(entries, Place.offset(place));
            }
        }
    }

    private int local(int pack) {
        return packs.computeIfAbsent(pack, _ -> packs.size() + 1);
    }

    /// Whether the chunk ends after the entry that was added last.
    boolean isEnded() {
        return ended;
    }

    byte[] bytes() {
        var chunk = new ByteArrayOutputStream(entries.size() + packs.size() * PACK_BYTES + 20);
        varint(chunk, packs.size());
        packs.keySet()
                .forEach(pack -> chunk.writeBytes(HexFormat.of().parseHex(numbers.id(pack).hex())));
        varint(chunk, count);
        chunk.writeBytes(entries.toByteArray());
        return chunk.toByteArray();
    }

    private static long crc(byte[] path) {
        var crc = new CRC32C();
        crc.update(path);
        return crc.getValue();
    }

    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
