package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.PackDraft;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.ContentHash;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.frame.PackId;
import org.jspecify.annotations.Nullable;

/// Writes a file table into meta packs, chunk by chunk; chunks that an earlier snapshot has are not
/// written again. Nothing is visible before [#publish]. Confined to one thread.
final class FileTableWriter implements AutoCloseable {
    private static final int LEVEL = 3;
    // 16 MiB: a table is read whole, so that small packs would only be more requests.
    private static final BodyLimits META = new BodyLimits(16L << 20, Integer.MAX_VALUE);

    private final Packs packs;
    private final PackNumbers numbers;
    private final Map<ContentId, TableChunk> known;
    private final FrameWriter frames;
    private final ContentHash hash;
    private final List<PackDraft> drafts = new ArrayList<>();
    private final Set<Integer> named = new TreeSet<>();
    private @Nullable PackDraft current;
    private int currentFrames;

    /// @param known the chunks that may be shared
    FileTableWriter(Packs packs, PackNumbers numbers, Map<ContentId, TableChunk> known) {
        this.packs = packs;
        this.numbers = numbers;
        this.known = known;
        this.frames = new FrameWriter(packs.keys(), LEVEL);
        this.hash = packs.keys().contentHash();
    }

    /// @param files in the order of their paths
    List<TableChunk> write(Iterator<SnapshotFile> files) {
        List<TableChunk> chunks = new ArrayList<>();
        FileChunk chunk = null;
        while (files.hasNext()) {
            SnapshotFile file = files.next();
            if (chunk == null) {
                chunk = new FileChunk(numbers, file.path());
            }
            chunk.add(file);
            if (chunk.isEnded()) {
                chunks.add(put(chunk));
                chunk = null;
            }
        }
        if (chunk != null) {
            chunks.add(put(chunk));
        }
        endPack();
        return chunks;
    }

    /// The numbers of all packs that the table names.
    Set<Integer> named() {
        return named;
    }

    private TableChunk put(FileChunk chunk) {
        chunk.packs().forEach(named::add);
        byte[] bytes = chunk.bytes();
        ContentId id = hash.of(bytes, 0, bytes.length);
        TableChunk shared = known.get(id);
        return shared == null ? store(chunk.first(), id, bytes) : shared;
    }

    private TableChunk store(String first, ContentId id, byte[] bytes) {
        int count = Math.ceilDiv(bytes.length, FrameWriter.MAX_PLAIN);
        if (count > TableChunk.MOST_FRAMES) {
            throw new IllegalStateException("an entry of %d bytes".formatted(bytes.length));
        }
        PackDraft pack = packFor(count);
        int frame = currentFrames;
        for (int i = 0; i < count; i++) {
            int from = i * FrameWriter.MAX_PLAIN;
            int length = Math.min(FrameWriter.MAX_PLAIN, bytes.length - from);
            ContentId part = count == 1 ? id : hash.of(bytes, from, length);
            pack.append(frames.encode(FrameType.TABLE, bytes, from, length, part));
        }
        currentFrames += count;
        var chunk = new TableChunk(pack.id(), frame, count, id, first);
        if (pack.isFull(META)) {
            endPack();
        }
        return chunk;
    }

    // The frames of a chunk follow each other in one pack.
    private PackDraft packFor(int count) {
        if (currentFrames + count > Place.MAX_FRAMES) {
            endPack();
        }
        PackDraft pack = current;
        if (pack == null) {
            pack = packs.draft(PackId.Kind.META);
            drafts.add(pack);
            current = pack;
            currentFrames = 0;
        }
        return pack;
    }

    private void endPack() {
        if (current != null) {
            current.finish();
            current = null;
        }
    }

    /// Makes what was written durable and visible.
    void publish() {
        drafts.forEach(PackDraft::publish);
    }

    @Override
    public void close() {
        frames.close();
        drafts.forEach(PackDraft::close);
    }
}
