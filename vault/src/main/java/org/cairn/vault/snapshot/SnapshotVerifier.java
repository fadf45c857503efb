package org.cairn.vault.snapshot;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.Tasks;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.store.ObjectName;

/// Reads one snapshot back and gathers what is wrong, without stopping at the first. Every frame
/// that it names is read once, however many files share it. For one use.
final class SnapshotVerifier {
    /// How many frames one task reads: 8 MiB of pages.
    private static final int FRAMES_AT_ONCE = 64;

    private final SnapshotArchive archive;
    private final Snapshot snapshot;
    private final Findings findings = new Findings();
    private final BrokenFrames broken = new BrokenFrames();
    private final AtomicLong bytes = new AtomicLong();
    private final Deque<Future<?>> inWork = new ArrayDeque<>();
    private long objects;
    private List<Loss> losses = List.of();

    SnapshotVerifier(SnapshotArchive archive, Snapshot snapshot) {
        this.archive = archive;
        this.snapshot = snapshot;
    }

    /// Compares lengths. Of the packs nothing is read but their lists of frames, and the file
    /// table.
    SnapshotVerification check() {
        return looking(
                _ -> snapshot.content().packs().forEach(pack -> bytes.addAndGet(pack.sizeBytes())));
    }

    SnapshotVerification verify() {
        return looking(reader -> {
            var named = new SnapshotFrames(reader);
            int threads = Runtime.getRuntime().availableProcessors();
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                for (Map.Entry<Integer, BitSet> pack : named.byPack().entrySet()) {
                    submit(pool, 4 * threads, reader, pack);
                }
                inWork.forEach(Tasks::await);
            }
        });
    }

    /// How to look at what is in the packs.
    private interface Look {
        void at(SnapshotReader reader);
    }

    private SnapshotVerification looking(Look look) {
        String name = snapshot.objectName();
        findings.reading(
                name,
                () -> {
                    archive.findNamed(new ObjectName(name));
                    checkPacks();
                    try (SnapshotReader reader = archive.open(snapshot)) {
                        look.at(reader);
                        if (!broken.isEmpty()) {
                            losses = SnapshotFrames.losses(reader, broken);
                        }
                    }
                });
        return new SnapshotVerification(objects, bytes.get(), findings.all(), losses);
    }

    private void checkPacks() {
        Set<PackId> meta = new LinkedHashSet<>();
        snapshot.content().chunks().forEach(chunk -> meta.add(chunk.pack()));
        List<TablePack> data = snapshot.content().packs();
        objects = 1L + meta.size() + data.size();
        meta.forEach(id -> findings.reading(id.objectName(), () -> archive.requireMeta(id)));
        for (TablePack pack : data) {
            if (!findings.reading(pack.id().objectName(), () -> archive.requirePack(pack))) {
                broken.add(pack.id());
            }
        }
    }

    private void submit(
            ExecutorService pool,
            int most,
            SnapshotReader reader,
            Map.Entry<Integer, BitSet> pack) {
        PackId id = reader.numbers().id(pack.getKey());
        if (findings.concern(id.objectName())) {
            return;
        }
        int[] frames = pack.getValue().stream().toArray();
        for (int from = 0; from < frames.length; from += FRAMES_AT_ONCE) {
            int begin = from;
            int end = Math.min(frames.length, from + FRAMES_AT_ONCE);
            if (inWork.size() == most) {
                Tasks.await(inWork.remove());
            }
            inWork.add(
                    pool.submit(() -> {
                        for (int i = begin; i < end; i++) {
                            read(reader, id, Place.of(pack.getKey(), frames[i], 0));
                        }
                    }));
        }
    }

    private void read(SnapshotReader reader, PackId id, long place) {
        boolean whole =
                findings.reading(
                        id.objectName(), () -> bytes.addAndGet(reader.readFrame(place).length));
        if (!whole) {
            broken.add(id, Place.frame(place));
        }
    }
}
