package org.cairn.collect.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.cairn.collect.load.DatasetLoad.RowSource;
import org.cairn.collect.load.EncodedRow.EncodedChild;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;

/// The two sides of a comparison in parts: rows of the dataset and records of the run, each in one
/// file for each part of the key hashes.
///
/// Files live in a folder of the run and go with it; they hold what the documents hold, so their
/// permissions are those of the project's state. Confined to one thread.
final class SpillFiles implements AutoCloseable {
    /// A power of two. With 6 M rows in memory for a part: 384 M rows in a dataset.
    static final int PARTS = 64;

    private static final int BUFFER = 64 << 10;

    private final Path folder;
    private final int childLists;
    private final @Nullable DataOutputStream[] stored = new @Nullable DataOutputStream[PARTS];
    private final @Nullable DataOutputStream[] incoming = new @Nullable DataOutputStream[PARTS];
    private boolean open;

    SpillFiles(Path folder, int childLists) {
        this.folder = folder;
        this.childLists = childLists;
    }

    boolean isOpen() {
        return open;
    }

    void open() {
        try {
            Files.createDirectories(folder);
            for (int part = 0; part < PARTS; part++) {
                stored[part] = create(storedFile(part));
                incoming[part] = create(incomingFile(part));
            }
            open = true;
        } catch (IOException e) {
            throw problem(e);
        }
    }

    private static DataOutputStream create(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    private Path storedFile(int part) {
        return folder.resolve("stored-" + part);
    }

    private Path incomingFile(int part) {
        return folder.resolve("incoming-" + part);
    }

    private static int part(long keyHigh) {
        return (int) (keyHigh >>> (64 - Integer.numberOfTrailingZeros(PARTS)));
    }

    void addStored(long keyHigh, long keyLow, long contentHash, KeyIndex.Standing standing) {
        try {
            DataOutputStream out = Objects.requireNonNull(stored[part(keyHigh)]);
            out.writeLong(keyHigh);
            out.writeLong(keyLow);
            out.writeLong(contentHash);
            out.writeByte(standing.code());
        } catch (IOException e) {
            throw problem(e);
        }
    }

    void add(RowSource source, EncodedRow row) {
        try {
            DataOutputStream out = Objects.requireNonNull(incoming[part(row.keyHigh())]);
            out.writeLong(source.documentNo());
            out.writeInt(source.mappingNo());
            out.writeLong(row.keyHigh());
            out.writeLong(row.keyLow());
            out.writeLong(row.contentHash());
            out.writeInt(row.strategy());
            writeTuple(out, row.tuple(), row.span());
            for (List<EncodedChild> list : row.children()) {
                out.writeInt(list.size());
                for (EncodedChild child : list) {
                    writeTuple(out, child.tuple(), child.span());
                }
            }
        } catch (IOException e) {
            throw problem(e);
        }
    }

    private static void writeTuple(DataOutputStream out, byte[] tuple, ByteSpan span)
            throws IOException {
        out.writeLong(span.offset());
        out.writeInt(span.length());
        out.writeInt(tuple.length);
        out.write(tuple);
    }

    /// Reads the keys that the dataset holds in a part.
    KeyIndex storedKeys(int part) {
        try {
            Objects.requireNonNull(stored[part]).close();
            long rows = Files.size(storedFile(part)) / (8 + 8 + 8 + 1);
            var keys = new KeyIndex(rows);
            try (DataInputStream in = read(storedFile(part))) {
                for (long i = 0; i < rows; i++) {
                    long high = in.readLong();
                    long low = in.readLong();
                    long hash = in.readLong();
                    keys.add(high, low, hash, KeyIndex.Standing.of(in.readByte()));
                }
            }
            return keys;
        } catch (IOException e) {
            throw problem(e);
        } catch (MemoryFullException e) {
            throw tooLarge(e);
        }
    }

    /// Gives the records of a part in the order in which they came.
    void forEach(int part, BiConsumer<RowSource, EncodedRow> consumer) {
        try {
            Objects.requireNonNull(incoming[part]).close();
            try (DataInputStream in = read(incomingFile(part))) {
                while (true) {
                    long documentNo;
                    try {
                        documentNo = in.readLong();
                    } catch (EOFException _) {
                        // The regular end: a record is either whole or not begun.
                        return;
                    }
                    var source = new RowSource(documentNo, in.readInt());
                    consumer.accept(source, readRow(in));
                }
            }
        } catch (IOException e) {
            throw problem(e);
        } catch (MemoryFullException e) {
            throw tooLarge(e);
        }
    }

    private EncodedRow readRow(DataInputStream in) throws IOException {
        long keyHigh = in.readLong();
        long keyLow = in.readLong();
        long hash = in.readLong();
        int strategy = in.readInt();
        EncodedChild main = readTuple(in);
        List<List<EncodedChild>> children = new ArrayList<>(childLists);
        for (int list = 0; list < childLists; list++) {
            int size = in.readInt();
            List<EncodedChild> elements = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                elements.add(readTuple(in));
            }
            children.add(elements);
        }
        return new EncodedRow(keyHigh, keyLow, hash, main.tuple(), main.span(), strategy, children);
    }

    private static EncodedChild readTuple(DataInputStream in) throws IOException {
        var span = new ByteSpan(in.readLong(), in.readInt());
        return new EncodedChild(in.readNBytes(in.readInt()), span);
    }

    private static DataInputStream read(Path file) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    private ProblemException problem(IOException e) {
        return LoadProblems.SCRATCH_UNUSABLE
                .says("cannot use the scratch folder %s", folder)
                .what("%s", e)
                .kept("nothing was loaded; the documents are stored")
                .remedy("Make room on the disk of the project's .cairn folder, then run again.")
                .with("folder", folder)
                .asException(e);
    }

    private static ProblemException tooLarge(MemoryFullException e) {
        return LoadProblems.DATASET_TOO_LARGE
                .says("the dataset has more rows than can be compared")
                .what("more than 6 million rows fall into one of %d parts", PARTS)
                .kept("nothing was loaded; the documents are stored")
                .remedy("Split the resource over several datasets.")
                .asException(e);
    }

    /// Removes the files. What is in them is worth nothing now, so a disk that refuses the last
    /// bytes of a buffer is no problem here; the folder is swept by a later run if it cannot be
    /// removed.
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        for (int part = 0; part < PARTS; part++) {
            discard(stored[part], storedFile(part));
            discard(incoming[part], incomingFile(part));
        }
        discard(null, folder);
    }

    private static void discard(@Nullable DataOutputStream out, Path file) {
        try (out) {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // Scratch: see close().
        }
    }
}
