package org.cairn.vault.snapshot;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;

/// Goes through a file table, one chunk in memory. Raises `vault-object-damaged` or
/// `vault-object-missing` with the name of the meta pack at fault. Confined to one thread.
final class FileTableReader implements Iterator<SnapshotFile> {
    private final Snapshot snapshot;
    private final ContainerKeys keys;
    private final OpenPacks metaPacks;
    private final PackNumbers numbers;
    private final Set<Integer> listed = new HashSet<>();
    private int nextChunk;
    private Iterator<SnapshotFile> entries = List.<SnapshotFile>of().iterator();
    private String last = "";
    private long count;

    FileTableReader(
            Snapshot snapshot, ContainerKeys keys, OpenPacks metaPacks, PackNumbers numbers) {
        this.snapshot = snapshot;
        this.keys = keys;
        this.metaPacks = metaPacks;
        this.numbers = numbers;
        snapshot.content().packs().forEach(pack -> listed.add(numbers.of(pack.id())));
    }

    @Override
    public boolean hasNext() {
        if (!entries.hasNext()) {
            if (nextChunk == snapshot.content().chunks().size()) {
                return requireEnd();
            }
            List<SnapshotFile> chunk = read(snapshot.content().chunks().get(nextChunk++));
            last = chunk.getLast().path();
            count += chunk.size();
            entries = chunk.iterator();
        }
        return true;
    }

    @Override
    public SnapshotFile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return entries.next();
    }

    private boolean requireEnd() {
        if (count != snapshot.content().files()) {
            throw VaultProblems.damaged(
                    snapshot.objectName(),
                    "it says %d files and its file table lists %d",
                    snapshot.content().files(),
                    count);
        }
        return false;
    }

    private List<SnapshotFile> read(TableChunk chunk) {
        String object = chunk.pack().objectName();
        byte[] bytes = bytes(chunk);
        if (!keys.idOf(bytes).equals(chunk.id())) {
            throw VaultProblems.damaged(
                    object, "the chunk at frame %d is not the one that was stored", chunk.frame());
        }
        var reader = new FileChunkReader(object, numbers, bytes);
        List<SnapshotFile> files = reader.read(last);
        for (int pack : reader.packs()) {
            requireListed(numbers.id(pack), listed.contains(pack));
        }
        if (!files.getFirst().path().equals(chunk.first())) {
            throw VaultProblems.damaged(
                    snapshot.objectName(), "its chunk does not begin with '%s'", chunk.first());
        }
        return files;
    }

    private void requireListed(PackId pack, boolean listed) {
        if (!listed) {
            throw VaultProblems.damaged(
                    snapshot.objectName(), "it does not name %s of its file table", pack);
        }
    }

    private byte[] bytes(TableChunk chunk) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < chunk.count(); i++) {
            bytes.writeBytes(metaPacks.read(chunk.pack(), chunk.frame() + i));
        }
        return bytes.toByteArray();
    }
}
