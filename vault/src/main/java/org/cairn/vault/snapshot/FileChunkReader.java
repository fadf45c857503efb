package org.cairn.vault.snapshot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotFile.Kind;

/// Reads one chunk of a file table. The form is in [FileChunk].
///
/// Nothing that was read is trusted before it is bounded: counts are compared with the bytes that
/// are there before memory is taken for them; paths are checked as [SnapshotPath] says and must
/// ascend; pieces must make the size of their file. Confined to one thread.
final class FileChunkReader {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int PACK_BYTES = 16;
    // A piece of zeros.
    private static final int SHORTEST_PIECE = 2;
    private static final int SHORTEST_ENTRY = 15;
    private static final int LONGEST_VARINT = 9;

    private final String object;
    private final PackNumbers numbers;
    private final ByteBuffer in;
    private int[] packs = new int[0];

    /// @param object name of the meta pack, for problems
    FileChunkReader(String object, PackNumbers numbers, byte[] chunk) {
        this.object = object;
        this.numbers = numbers;
        this.in = ByteBuffer.wrap(chunk);
    }

    /// Reads all entries. Raises `vault-object-damaged`.
    ///
    /// @param after the path of the entry before the first, or empty
    List<SnapshotFile> read(String after) {
        try {
            packs = readPacks();
            int entries = count(SHORTEST_ENTRY);
            List<SnapshotFile> files = new ArrayList<>(entries);
            String last = after;
            for (int i = 0; i < entries; i++) {
                SnapshotFile file = readFile();
                requireAfter(last, file.path());
                last = file.path();
                files.add(file);
            }
            if (entries == 0 || in.hasRemaining()) {
                throw new IllegalArgumentException("it does not end after its last entry");
            }
            return files;
        } catch (CharacterCodingException _) {
            throw VaultProblems.damaged(object, "its form is wrong: a path is not UTF-8");
        } catch (BufferUnderflowException _) {
            throw VaultProblems.damaged(object, "its form is wrong: it ends too early");
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw VaultProblems.malformed(object, e);
        }
    }

    /// The numbers of the packs that it lists.
    int[] packs() {
        return packs.clone();
    }

    private static void requireAfter(String last, String path) {
        if (!last.isEmpty() && SnapshotPath.ORDER.compare(last, path) >= 0) {
            throw new IllegalArgumentException("'" + path + "' stands out of order");
        }
    }

    private int[] readPacks() {
        int[] read = new int[count(PACK_BYTES)];
        Set<PackId> seen = new HashSet<>();
        for (int i = 0; i < read.length; i++) {
            var id = new PackId(HexFormat.of().formatHex(exactly(PACK_BYTES)));
            if (!seen.add(id)) {
                throw new IllegalArgumentException("a pack comes twice");
            }
            read[i] = numbers.of(id);
        }
        return read;
    }

    private SnapshotFile readFile() throws CharacterCodingException {
        int kind = Byte.toUnsignedInt(in.get());
        if (kind < 1 || kind > KINDS.size()) {
            throw new IllegalArgumentException("an entry of an unknown kind: " + kind);
        }
        String path = readPath();
        long size = varint();
        int mode = Short.toUnsignedInt(in.getShort());
        Instant modified = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
        return new SnapshotFile(KINDS.get(kind - 1), path, mode, modified, readPieces(path, size));
    }

    private String readPath() throws CharacterCodingException {
        long length = varint();
        if (length > SnapshotPath.MAX_BYTES) {
            throw new IllegalArgumentException("a path of " + length + " bytes");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(exactly((int) length)))
                .toString();
    }

    private Pieces readPieces(String path, long size) {
        int count = count(SHORTEST_PIECE);
        long[] ends = new long[count];
        long[] places = new long[count];
        long end = 0;
        for (int i = 0; i < count; i++) {
            long length = varint();
            end = Math.addExact(end, length);
            if (length == 0 || end > size) {
                throw new IllegalArgumentException("a piece that cannot be in '" + path + "'");
            }
            ends[i] = end;
            places[i] = readPlace();
        }
        if (end != size) {
            throw new IllegalArgumentException(
                    "%d bytes of pieces for '%s' of %d".formatted(end, path, size));
        }
        return count == 0 ? Pieces.NONE : new Pieces(ends, places);
    }

    private long readPlace() {
        long pack = varint();
        if (pack == 0) {
            return Place.ZEROS;
        }
        if (pack > packs.length) {
            throw new IllegalArgumentException("a piece of a pack that is not listed: " + pack);
        }
        return Place.of(packs[(int) pack - 1], varint(), varint());
    }

    /// Reads a count of things that take `bytes` at least, for which there must be room.
    private int count(int bytes) {
        long count = varint();
        if (count > in.remaining() / bytes) {
            throw new IllegalArgumentException("too many for its bytes: " + count);
        }
        return (int) count;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            int part = in.get();
            value |= (long) (part & 0x7F) << (7 * i);
            if (part >= 0) {
                if (part == 0 && i > 0) {
                    break;
                }
                return value;
            }
        }
        throw new IllegalArgumentException("a number that is not in its shortest form");
    }

    private byte[] exactly(int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        int at = in.position();
        in.position(at + length);
        return Arrays.copyOfRange(in.array(), at, at + length);
    }
}
