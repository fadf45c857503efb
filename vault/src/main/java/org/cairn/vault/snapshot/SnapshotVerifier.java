package org.cairn.vault.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cairn.kernel.Tasks;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.store.ObjectName;

/// Reads one snapshot back and gathers what is wrong, without stopping at the first. For one use.
final class SnapshotVerifier {
    /// How many frames one task reads: 8 MiB of pages.
    private static final int FRAMES_AT_ONCE = 64;

    private final SnapshotArchive archive;
    private final Snapshot snapshot;
    private final Findings findings = new Findings();
    private final AtomicLong bytes = new AtomicLong();
    private final Deque<Future<?>> inWork = new ArrayDeque<>();
    private long objects;

    SnapshotVerifier(SnapshotArchive archive, Snapshot snapshot) {
        this.archive = archive;
        this.snapshot = snapshot;
    }

    /// Compares lengths. Of the packs nothing is read but those of the file table, which says what
    /// there should be.
    SnapshotVerification check() {
        return opening(reader -> {
            reader.packs().forEach(pack -> bytes.addAndGet(pack.sizeBytes()));
            try (Stream<SnapshotFile> files = reader.files()) {
                files.forEach(_ -> {});
            }
        });
    }

    SnapshotVerification verify() {
        return opening(reader -> {
            int threads = Runtime.getRuntime().availableProcessors();
            try (ExecutorService pool = Executors.newFixedThreadPool(threads);
                    Stream<SnapshotFile> files = reader.files()) {
                files.forEach(file -> submit(pool, 4 * threads, reader, file.frames()));
                inWork.forEach(Tasks::await);
            }
        });
    }

    private SnapshotVerification opening(Consumer<SnapshotReader> look) {
        String name = snapshot.objectName();
        objects = 2;
        findings.reading(
                name,
                () -> {
                    archive.findNamed(new ObjectName(name));
                    List<PackId> tablePacks = archive.packsOfTable(snapshot);
                    objects += tablePacks.size();
                    tablePacks.forEach(this::checkEnd);
                    try (SnapshotReader reader = archive.open(snapshot)) {
                        objects += reader.packs().size();
                        reader.packs().forEach(this::checkPack);
                        look.accept(reader);
                    }
                });
        return new SnapshotVerification(objects, bytes.get(), findings.all());
    }

    private void checkEnd(PackId pack) {
        findings.reading(pack.objectName(), () -> archive.requireEnd(pack));
    }

    private void checkPack(TablePack pack) {
        findings.reading(pack.id().objectName(), () -> archive.requireLength(pack));
    }

    private void submit(
            ExecutorService pool, int most, SnapshotReader reader, List<StoredFrame> frames) {
        for (int from = 0; from < frames.size(); from += FRAMES_AT_ONCE) {
            int to = Math.min(frames.size(), from + FRAMES_AT_ONCE);
            List<StoredFrame> part = frames.subList(from, to);
            if (inWork.size() == most) {
                Tasks.await(inWork.remove());
            }
            inWork.add(pool.submit(() -> part.forEach(frame -> read(reader, frame))));
        }
    }

    private void read(SnapshotReader reader, StoredFrame frame) {
        if (!frame.isZero()) {
            findings.reading(
                    snapshot.objectName(), () -> bytes.addAndGet(reader.read(frame).length));
        }
    }
}
