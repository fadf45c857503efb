package org.cairn.vault.scrub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Tasks;
import org.cairn.vault.copy.ObjectCheck;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;

/// Reads objects back in the order of their names, from where the last time ended, and compares the
/// checksums of all their frames. Needs no key.
///
/// A cursor and not chance: one percent a day by chance has not seen one object in forty after a
/// year. Objects that came behind the cursor are read in the next round. For one use; holds
/// [ObjectCheck#PART_BYTES] for each processor.
public final class Scrub {
    private static final String STAGE = "scrub";
    private static final int BATCH_OBJECTS = 256;
    private static final long BATCH_BYTES = 1L << 29;

    private final ObjectStore store;
    private final ObjectCheck.VaultMark vault;
    private final EventSink events;
    private final Findings findings = new Findings();
    private final AtomicLong done = new AtomicLong();
    private long wanted;

    public Scrub(ObjectStore store, ObjectCheck.VaultMark vault, EventSink events) {
        this.store = store;
        this.vault = vault;
        this.events = events;
    }

    /// Reads a share, or what is left of the round. Damage is part of the answer.
    ///
    /// @param after the name of the last object that was read; empty for a new round
    /// @param reached hears now and then up to which name all was read
    public Scrubbed run(ScrubShare share, Optional<String> after, Consumer<String> reached) {
        List<ObjectInfo> all = store.survey("").stream().sorted(Scrub::byName).toList();
        long total = sum(all);
        List<ObjectInfo> left =
                all.stream()
                        .filter(info -> info.name().value().compareTo(after.orElse("")) > 0)
                        .toList();
        List<ObjectInfo> portion = portion(left, share.of(total));
        wanted = sum(portion);
        events.accept(new RunEvent.StageBegun(STAGE));
        for (List<ObjectInfo> batch : batches(portion)) {
            read(batch);
            reached.accept(batch.getLast().name().value());
        }
        boolean isOver = portion.size() == left.size();
        return new Scrubbed(
                portion.size(),
                wanted,
                total,
                total - sum(left) + wanted,
                isOver ? Optional.empty() : Optional.of(portion.getLast().name().value()),
                findings.all());
    }

    private static int byName(ObjectInfo one, ObjectInfo other) {
        return one.name().compareTo(other.name());
    }

    private static long sum(List<ObjectInfo> objects) {
        return objects.stream().mapToLong(ObjectInfo::sizeBytes).sum();
    }

    /// At least one object, and no more than reach the share.
    private static List<ObjectInfo> portion(List<ObjectInfo> left, long bytes) {
        List<ObjectInfo> portion = new ArrayList<>();
        long have = 0;
        for (ObjectInfo info : left) {
            if (have >= bytes && !portion.isEmpty()) {
                break;
            }
            portion.add(info);
            have += info.sizeBytes();
        }
        return portion;
    }

    private static List<List<ObjectInfo>> batches(List<ObjectInfo> portion) {
        List<List<ObjectInfo>> batches = new ArrayList<>();
        List<ObjectInfo> batch = new ArrayList<>();
        long bytes = 0;
        for (ObjectInfo info : portion) {
            batch.add(info);
            bytes += info.sizeBytes();
            if (batch.size() == BATCH_OBJECTS || bytes >= BATCH_BYTES) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private void read(List<ObjectInfo> batch) {
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> reads = new ArrayList<>();
            batch.forEach(info -> reads.add(pool.submit(() -> check(info))));
            try {
                reads.forEach(Tasks::await);
            } catch (RuntimeException | Error e) {
                pool.shutdownNow();
                throw e;
            }
        }
    }

    private void check(ObjectInfo info) {
        try (ObjectReader object = store.open(info.name())) {
            new ObjectCheck(info.name(), vault).read(object, (_, _, _) -> {}, this::progressed);
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_MISSING)) {
                // Removed since it was listed: a fragment that a segment replaced, for one.
                return;
            }
            if (!VaultProblems.isOfOneObject(e.problem().code())) {
                throw e;
            }
            var _ =
                    findings.reading(
                            info.name().value(),
                            () -> {
                                throw e;
                            });
        }
    }

    private void progressed(long bytes) {
        events.accept(new RunEvent.Progressed(STAGE, done.addAndGet(bytes), wanted, "bytes"));
    }
}
