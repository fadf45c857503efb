package org.cairn.vault.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.vault.copy.ObjectCheck.VaultMark;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// Makes a place hold what a vault holds.
///
/// The order is law ([CopyStage]): all of a stage is durable before the next begins, so that
/// whenever this ends, the copy is a sound vault that has a past of the original. What is there
/// already is left; doing it again is how it is resumed. Every byte is looked at on its way, and
/// what is damaged is named and left out with all that needs it.
///
/// The steps announced are those of the stages, `copy.object-durable` after each object and
/// `copy.damaged-removed`. For one use; holds [ObjectCheck#PART_BYTES] for each of its threads.
public final class Replication {
    private static final int THREADS = 8;
    private static final int MOST_LISTINGS = 5;
    private static final int MOST_PASSES = 3;
    private static final String STAGE = "copy";
    private static final Set<ProblemCode> OF_ONE_OBJECT =
            Set.of(VaultProblems.OBJECT_DAMAGED, VaultProblems.OBJECT_MISSING);

    private final ObjectStore source;
    private final ObjectStore copy;
    private final Needs needs;
    private final ObjectCopier copier;
    private final Steps steps;
    private final EventSink events;
    private final Findings findings = new Findings();
    // By name, with the length; what this creates is added.
    private final Map<String, Long> there = new ConcurrentHashMap<>();
    private final Set<String> vanished = ConcurrentHashMap.newKeySet();
    private final Set<Replicated.Withheld> withheld =
            new ConcurrentSkipListSet<>(Comparator.comparing(Replicated.Withheld::object));
    private final Set<String> replaced = new ConcurrentSkipListSet<>();
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong copiedBytes = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong present = new AtomicLong();
    private long totalBytes;
    private @Nullable SourceListing listing;

    /// Where from and where to.
    public record Ends(ObjectStore source, ObjectStore copy, VaultMark vault) {}

    public Replication(Ends ends, Needs needs, Steps steps, EventSink events) {
        this.source = ends.source();
        this.copy = ends.copy();
        this.needs = needs;
        this.steps = steps;
        this.events = events;
        this.copier = new ObjectCopier(ends, steps, this::progressed);
    }

    /// Says what is newer in the copy, for which nothing may be copied.
    public Optional<String> newerInCopy() {
        SourceListing original = listing();
        return Newness.find(there.keySet(), original.names());
    }

    /// Says what would be copied, and reads nothing for it but names and lengths.
    public Replicated rehearse() {
        SourceListing listing = listing();
        List<ObjectInfo> missing = missing(listing);
        long bytes = missing.stream().mapToLong(ObjectInfo::sizeBytes).sum();
        long all = listing.names().size();
        return new Replicated(
                missing.size(),
                bytes,
                all - missing.size(),
                List.of(),
                only(listing),
                List.of(),
                List.of());
    }

    /// Copies what is missing. Raises the problems of both stores; what was copied before stays and
    /// is a sound vault.
    public Replicated run() {
        SourceListing listing = listing();
        present.set(listing.names().size() - missing(listing).size());
        totalBytes = missing(listing).stream().mapToLong(ObjectInfo::sizeBytes).sum();
        events.accept(new RunEvent.StageBegun(STAGE));
        // Again where a sweep of the copy took a pack that no snapshot named yet.
        for (int passes = 0; passes < MOST_PASSES; passes++) {
            copyStages(listing);
            if (!isAnythingGone()) {
                break;
            }
        }
        return new Replicated(
                copied.get(),
                copiedBytes.get(),
                present.get(),
                List.copyOf(replaced),
                only(listing),
                findings.all(),
                List.copyOf(withheld));
    }

    private void copyStages(SourceListing listing) {
        for (CopyStage stage : CopyStage.values()) {
            copy(stage, listing.of(stage));
            steps.reached(stage.step());
        }
    }

    private boolean isAnythingGone() {
        Set<String> names = new HashSet<>();
        copy.list("").forEach(name -> names.add(name.value()));
        return there.keySet().retainAll(names);
    }

    /// Lists both places, once: the copy first, so that what reaches the original meanwhile is not
    /// newer in the copy.
    private SourceListing listing() {
        SourceListing known = listing;
        if (known == null) {
            copy.survey("").forEach(info -> there.put(info.name().value(), info.sizeBytes()));
            known = SourceListing.of(source);
            listing = known;
        }
        return known;
    }

    private List<ObjectInfo> missing(SourceListing listing) {
        return Arrays.stream(CopyStage.values())
                .flatMap(stage -> listing.of(stage).stream())
                .filter(this::isDifferent)
                .toList();
    }

    private boolean isDifferent(ObjectInfo info) {
        Long size = there.get(info.name().value());
        return size == null || size != info.sizeBytes();
    }

    private List<String> only(SourceListing listing) {
        Set<String> names = new HashSet<>(listing.names());
        return there.keySet().stream()
                .filter(name -> name.startsWith("keys/") && !names.contains(name))
                .sorted()
                .toList();
    }

    /// Copies a stage, and what stands now for that which went away meanwhile.
    private void copy(CopyStage stage, Collection<ObjectInfo> objects) {
        Collection<ObjectInfo> left = objects;
        for (int listings = 0; listings < MOST_LISTINGS; listings++) {
            int before = vanished.size();
            copyAll(stage, left);
            if (vanished.size() == before) {
                return;
            }
            left = SourceListing.again(source, stage);
        }
    }

    private void copyAll(CopyStage stage, Collection<ObjectInfo> objects) {
        var spans = new WalSpans(stage == CopyStage.SNAPSHOTS ? there.keySet() : Set.of());
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> copies = new ArrayList<>();
            for (ObjectInfo info : objects) {
                if (isDifferent(info)) {
                    copies.add(pool.submit(() -> finding(info, () -> copy(stage, info, spans))));
                }
            }
            try {
                copies.forEach(Tasks::await);
            } catch (RuntimeException | Error e) {
                pool.shutdownNow();
                throw e;
            }
        }
    }

    private void copy(CopyStage stage, ObjectInfo info, WalSpans spans) {
        String name = info.name().value();
        boolean may =
                switch (stage) {
                    case BODIES, DOCUMENTS, SNAPSHOTS -> hasAll(info.name(), spans);
                    case KEYS, EPOCHS, VAULT, PACKS, WAL, OTHERS -> true;
                };
        if (may) {
            note(info, copier.copy(info.name(), there.get(name)));
        }
    }

    /// What is wrong with one object of the original is a finding; all else ends the copying.
    private void finding(ObjectInfo info, Runnable act) {
        try {
            act.run();
        } catch (ProblemException e) {
            if (!OF_ONE_OBJECT.contains(e.problem().code())) {
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

    private void note(ObjectInfo info, ObjectCopier.Outcome outcome) {
        String name = info.name().value();
        switch (outcome) {
            case ObjectCopier.Outcome.Gone() -> vanished.add(name);
            case ObjectCopier.Outcome.Created(long bytes, boolean anew) -> {
                there.put(name, bytes);
                copied.incrementAndGet();
                copiedBytes.addAndGet(bytes);
                if (anew) {
                    replaced.add(name);
                }
                steps.reached("copy.object-durable");
            }
            case ObjectCopier.Outcome.Existed(long bytes) -> {
                there.put(name, bytes);
                present.incrementAndGet();
            }
        }
    }

    /// Says whether the copy has all that an object needs. One that is gone needs nothing.
    private boolean hasAll(ObjectName object, WalSpans spans) {
        if (source.find(object).isEmpty()) {
            vanished.add(object.value());
            return false;
        }
        Needs.All all = needs.of(object);
        Optional<String> lacking =
                all.objects().stream()
                        .filter(need -> !isThere(need))
                        .map(Need::object)
                        .findFirst()
                        .or(() ->
                                all.wal()
                                        .filter(range -> !spans.covers(range))
                                        .map(range -> "the WAL " + range.range()));
        if (lacking.isPresent() && source.find(object).isEmpty()) {
            vanished.add(object.value());
        } else {
            lacking.ifPresent(what -> withheld.add(new Replicated.Withheld(object.value(), what)));
        }
        return lacking.isEmpty();
    }

    private boolean isThere(Need need) {
        Long size = there.get(need.object());
        return size != null && (need.sizeBytes().isEmpty() || need.sizeBytes().getAsLong() == size);
    }

    private void progressed(long bytes) {
        events.accept(
                new RunEvent.Progressed(
                        STAGE,
                        doneBytes.addAndGet(bytes),
                        Math.max(totalBytes, doneBytes.get()),
                        "bytes"));
    }
}
