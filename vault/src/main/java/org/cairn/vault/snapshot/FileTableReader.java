package org.cairn.vault.snapshot;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SnapshotFile.Kind;

/// Reads a file table, one entry in memory. The form is in [FileTableForm].
///
/// Nothing that was read is trusted before it is bounded: paths are checked as [SnapshotPath] says
/// and must ascend, so that none comes twice; frames must make the size of their file and name a
/// pack that the table lists. Raises `vault-object-damaged` with the body's name. Confined to one
/// thread at a time.
final class FileTableReader implements AutoCloseable {
    private final String object;
    private final DataInputStream in;
    private final List<TablePack> packs;
    private String last = "";
    private long entries;
    private boolean ended;

    FileTableReader(StoredBody body) {
        this(body.name().value(), body.stream());
    }

    /// Takes over the stream.
    ///
    /// @param object name of the body, for problems
    FileTableReader(String object, InputStream bytes) {
        this.object = object;
        this.in = new DataInputStream(bytes);
        try {
            this.packs = parsing(this::readHeader);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The packs of the snapshot, by their numbers from 0.
    List<TablePack> packs() {
        return packs;
    }

    /// Reads the next entry; empty at the end, when also the number of entries was compared.
    Optional<SnapshotFile> next() {
        return ended ? Optional.empty() : parsing(this::readEntry);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw VaultProblems.damaged(
                    object, "closing it failed: %s", String.valueOf(e.getMessage()));
        }
    }

    private List<TablePack> readHeader() throws IOException {
        byte[] magic = in.readNBytes(FileTableForm.MAGIC.length);
        if (!Arrays.equals(magic, FileTableForm.MAGIC)
                || in.readUnsignedShort() != FileTableForm.VERSION
                || in.readUnsignedShort() != FileTableForm.SUITE_CLEAR) {
            throw new IllegalArgumentException("it does not begin as a file table does");
        }
        int count = in.readInt();
        if (count < 0 || count > FileTableForm.MAX_PACKS) {
            throw new IllegalArgumentException("a table of too many packs");
        }
        List<TablePack> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var id = new PackId(HexFormat.of().formatHex(exactly(16)));
            read.add(new TablePack(id, in.readLong()));
        }
        return List.copyOf(read);
    }

    private Optional<SnapshotFile> readEntry() throws IOException {
        int kind = in.readUnsignedByte();
        if (kind == FileTableForm.END) {
            requireEnd();
            return Optional.empty();
        }
        SnapshotFile file = readFile(FileTableForm.kind(kind));
        if (entries > 0 && SnapshotPath.ORDER.compare(last, file.path()) >= 0) {
            throw new IllegalArgumentException("'" + file.path() + "' stands out of order");
        }
        last = file.path();
        entries++;
        return Optional.of(file);
    }

    private SnapshotFile readFile(Kind kind) throws IOException {
        String path = readPath();
        long size = in.readLong();
        int mode = in.readUnsignedShort();
        Instant modified = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
        return new SnapshotFile(kind, path, size, mode, modified, readFrames());
    }

    private String readPath() throws IOException {
        int length = in.readUnsignedShort();
        if (length > SnapshotPath.MAX_BYTES) {
            throw new IllegalArgumentException("a path of " + length + " bytes");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(exactly(length)))
                .toString();
    }

    private List<StoredFrame> readFrames() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > SnapshotFile.MAX_FRAMES) {
            throw new IllegalArgumentException("a file of too many frames");
        }
        // Not sized by the count: it may be a lie, and the bytes that bear it out have yet to come.
        List<StoredFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(readFrame());
        }
        return frames;
    }

    private StoredFrame readFrame() throws IOException {
        int pack = in.readInt();
        if (pack == FileTableForm.ZEROS) {
            return StoredFrame.zero(readU24());
        }
        if (pack < 0 || pack >= packs.size()) {
            throw new IllegalArgumentException("a frame of a pack that is not listed: " + pack);
        }
        int number = in.readUnsignedShort();
        long offset = (long) in.readUnsignedByte() << 32 | (in.readInt() & 0xFFFFFFFFL);
        int stored = readU24();
        int plain = readU24();
        var ref =
                new FrameRef(
                        FrameType.DATA, number, offset, stored, plain, ContentId.of(exactly(32)));
        if (ref.end() > packs.get(pack).sizeBytes()) {
            throw new IllegalArgumentException("a frame behind the end of its pack");
        }
        return StoredFrame.of(pack, ref);
    }

    private void requireEnd() throws IOException {
        ended = true;
        if (in.readLong() != entries || in.read() >= 0) {
            throw new IllegalArgumentException("it does not end after its last entry");
        }
    }

    private int readU24() throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    /// What reads a part of the table.
    private interface Part<T> {
        T read() throws IOException;
    }

    private <T> T parsing(Part<T> part) {
        try {
            return part.read();
        } catch (CharacterCodingException _) {
            throw VaultProblems.damaged(object, "its form is wrong: a path is not UTF-8");
        } catch (IOException _) {
            // A body raises problems and no IOException, so this is the end of its bytes.
            throw VaultProblems.damaged(object, "its form is wrong: it ends too early");
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw VaultProblems.malformed(object, e);
        }
    }
}
