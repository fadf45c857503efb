package org.cairn.vault.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.cairn.vault.body.Packs;
import org.cairn.vault.body.StoredBody;

/// A snapshot, open for reading. Safe for any thread: one may go through the files while many read
/// frames. Keeps at most eight packs open besides those that are being read.
///
/// Every read raises `vault-object-missing` or `vault-object-damaged`, naming the object at fault.
public final class SnapshotReader implements AutoCloseable {
    private final Snapshot snapshot;
    private final StoredBody table;
    private final List<TablePack> packs;
    private final OpenPacks open;

    SnapshotReader(Packs packs, Snapshot snapshot, StoredBody table) {
        this.snapshot = snapshot;
        this.table = table;
        try (var reader = new FileTableReader(table)) {
            this.packs = reader.packs();
        }
        this.open = new OpenPacks(packs);
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /// Goes through the files in the order of their paths (a folder comes before what is in it),
    /// one entry in memory. The stream is to be closed, and ended to be sure of the table: the hash
    /// of all of it is checked before its last entries are handed out.
    public Stream<SnapshotFile> files() {
        var reader = new FileTableReader(table);
        return StreamSupport.stream(new Files(reader), false).onClose(reader::close);
    }

    /// Reads the bytes of a frame of this snapshot, checked by checksum and tag.
    public byte[] read(StoredFrame frame) {
        if (frame.isZero()) {
            return new byte[frame.plainBytes()];
        }
        Packs.OpenPack pack = open.take(packs.get(frame.pack()).id());
        try {
            return pack.reader().read(frame.ref());
        } finally {
            open.giveBack(pack);
        }
    }

    /// The packs of the snapshot.
    List<TablePack> packs() {
        return packs;
    }

    /// To be called when nobody reads any more.
    @Override
    public void close() {
        open.close();
    }

    private static final class Files extends AbstractSpliterator<SnapshotFile> {
        private final FileTableReader reader;

        Files(FileTableReader reader) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT);
            this.reader = reader;
        }

        @Override
        public boolean tryAdvance(Consumer<? super SnapshotFile> action) {
            Optional<SnapshotFile> file = reader.next();
            file.ifPresent(action);
            return file.isPresent();
        }
    }
}
