package org.cairn.vault.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.PackDraft;
import org.cairn.vault.body.Packs;
import org.cairn.vault.session.WriterSession;

/// The packs of a snapshot that is being written, by their numbers. Safe for any thread; each draft
/// is confined to the lane that began it until it is finished.
final class LanePacks implements AutoCloseable {
    private final Packs packs;
    private final PackNumbers numbers;
    private final BodyLimits limits;
    private final WriterSession session;
    private final Map<Integer, PackDraft> begun = new HashMap<>();
    private final Map<Integer, PackDraft> finished = new HashMap<>();
    private final Map<Integer, TablePack> published = new HashMap<>();

    LanePacks(Packs packs, PackNumbers numbers, BodyLimits limits, WriterSession session) {
        this.packs = packs;
        this.numbers = numbers;
        this.limits = limits;
        this.session = session;
    }

    /// A draft and its number.
    record Numbered(int number, PackDraft draft) {}

    Numbered begin() {
        PackDraft draft = packs.draft();
        int number = numbers.of(draft.id());
        synchronized (this) {
            begun.put(number, draft);
        }
        return new Numbered(number, draft);
    }

    boolean isFull(PackDraft draft) {
        return draft.isFull(limits);
    }

    /// Makes a draft durable and still invisible.
    void finish(Numbered pack) {
        pack.draft().finish();
        synchronized (this) {
            begun.remove(pack.number());
            finished.put(pack.number(), pack.draft());
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
        session.stir();
        synchronized (this) {
            finished.remove(number);
            published.put(number, new TablePack(draft.id(), draft.sizeBytes()));
        }
    }

    /// Makes the packs visible that lanes have finished.
    void publishFinished() {
        List<Integer> waiting;
        synchronized (this) {
            waiting = List.copyOf(finished.keySet());
        }
        waiting.forEach(this::publish);
    }

    /// Makes all packs visible. All lanes must be closed.
    Map<Integer, TablePack> publishAll() {
        publishFinished();
        synchronized (this) {
            if (!begun.isEmpty()) {
                throw new IllegalStateException("a lane of this snapshot is open or has failed");
            }
            return Map.copyOf(published);
        }
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
