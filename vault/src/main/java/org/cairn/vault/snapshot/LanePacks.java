package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.PackDraft;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.ContainerKeys;

/// The packs of a snapshot that is being written, by the numbers that its file table gives them.
/// Safe for any thread; each draft is confined to the lane that began it until it is finished.
final class LanePacks implements AutoCloseable {
    private final Packs packs;
    private final BodyLimits limits;
    private final Map<Integer, PackDraft> begun = new TreeMap<>();
    private final Map<Integer, PackDraft> finished = new TreeMap<>();
    private final Map<Integer, TablePack> published = new TreeMap<>();
    private int numbers;
    private long readBytes;

    LanePacks(Packs packs, BodyLimits limits) {
        this.packs = packs;
        this.limits = limits;
    }

    ContainerKeys keys() {
        return packs.keys();
    }

    synchronized int next() {
        return numbers++;
    }

    PackDraft begin(int number) {
        PackDraft draft = packs.draft();
        synchronized (this) {
            begun.put(number, draft);
        }
        return draft;
    }

    boolean isFull(PackDraft draft) {
        return draft.isFull(limits);
    }

    /// Makes a draft durable and still invisible.
    void finish(int number, PackDraft draft) {
        draft.finish();
        synchronized (this) {
            begun.remove(number);
            finished.put(number, draft);
        }
    }

    /// Makes a finished pack visible.
    void publish(int number) {
        PackDraft draft;
        synchronized (this) {
            draft = finished.get(number);
        }
        if (draft == null) {
            throw new IllegalStateException("pack " + number + " is not finished");
        }
        draft.publish();
        synchronized (this) {
            finished.remove(number);
            published.put(number, new TablePack(draft.id(), draft.sizeBytes()));
        }
    }

    /// Makes all packs visible and lists them by number. All lanes must be closed.
    List<TablePack> publishAll() {
        List<Integer> waiting;
        synchronized (this) {
            waiting = List.copyOf(finished.keySet());
        }
        waiting.forEach(this::publish);
        synchronized (this) {
            if (published.size() != numbers) {
                throw new IllegalStateException("a lane of this snapshot is open or has failed");
            }
            return List.copyOf(published.values());
        }
    }

    synchronized void read(int bytes) {
        readBytes += bytes;
    }

    synchronized long readBytes() {
        return readBytes;
    }

    /// Drops what is not published. Nobody may write any more.
    @Override
    public synchronized void close() {
        List<PackDraft> drafts = new ArrayList<>(begun.values());
        drafts.addAll(finished.values());
        begun.clear();
        finished.clear();
        drafts.forEach(PackDraft::close);
    }
}
