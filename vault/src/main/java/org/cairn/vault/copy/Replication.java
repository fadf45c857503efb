package org.cairn.vault.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.vault.copy.ObjectCheck.VaultMark;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.session.WriterSession;
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
/// While it copies it has a session in the copy, as a backup has in a vault, so that a sweep there
/// leaves what is not named yet. Packs that such a sweep had condemned before may go all the same;
/// then they are copied once more.
///
/// The steps announced are those of the stages, `copy.session-begun`, `copy.object-durable` after
/// each object and `copy.damaged-removed`. For one use; holds [ObjectCheck#PART_BYTES] for each of
/// its threads.
public final class Replication {
    private static final int THREADS = 8;
    private static final int MOST_LISTINGS = 5;
    private static final int MOST_PASSES = 3;
    private static final String STAGE = "copy";
    private static final Set<CopyStage> OF_THE_KEYS =
            EnumSet.of(CopyStage.KEYS, CopyStage.EPOCHS, CopyStage.VAULT);
    static final Set<ProblemCode> OF_ONE_OBJECT =
            Set.of(VaultProblems.OBJECT_DAMAGED, VaultProblems.OBJECT_MISSING);

    private final ObjectStore source;
    private final ObjectStore copy;
    private final Keyed keyed;
    private final ObjectCopier copier;
    private final Steps steps;
    private final EventSink events;
    // Of the last pass.
    private volatile Findings findings = new Findings();
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
    private volatile @Nullable WriterSession session;

    /// Where from and where to.
    public record Ends(ObjectStore source, ObjectStore copy, VaultMark vault) {}

    /// What takes the keys of the vault.
    ///
    /// @param needs says what an object of the original needs
    /// @param inCopy says what one of the copy needs
    /// @param sessions of the copy, when it is a vault
    public record Keyed(Needs needs, Needs inCopy, Sessions sessions) {}

    public Replication(Ends ends, Keyed keyed, Steps steps, EventSink events) {
        this.source = ends.source();
        this.copy = ends.copy();
        this.keyed = keyed;
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
                List.of(),
                Replicated.Checked.NOTHING);
    }

    /// Copies what is missing. Raises the problems of both stores; what was copied before stays and
    /// is a sound vault.
    public Replicated run() {
        SourceListing listing = listing();
        present.set(listing.names().size() - missing(listing).size());
        totalBytes = missing(listing).stream().mapToLong(ObjectInfo::sizeBytes).sum();
        events.accept(new RunEvent.StageBegun(STAGE));
        if (!missing(listing).isEmpty()) {
            copyAll(listing);
        }
        return new Replicated(
                copied.get(),
                copiedBytes.get(),
                present.get(),
                List.copyOf(replaced),
                only(listing),
                findings.all(),
                List.copyOf(withheld),
                new CopyCheck(copy, keyed.inCopy()).look(expected(listing)));
    }

    /// All but what is said to be left out, or went away.
    private List<ObjectInfo> expected(SourceListing listing) {
        Set<String> out = new HashSet<>(vanished);
        findings.all().forEach(finding -> out.add(finding.object()));
        withheld.forEach(each -> out.add(each.object()));
        return all(listing).filter(info -> !out.contains(info.name().value())).toList();
    }

    /// Again where a sweep of the copy took what nothing named yet.
    private void copyAll(SourceListing listing) {
        for (int passes = 0; passes < MOST_PASSES; passes++) {
            findings = new Findings();
            withheld.clear();
            OF_THE_KEYS.forEach(stage -> copy(listing, stage));
            try (WriterSession own = keyed.sessions().begin()) {
                session = own;
                steps.reached("copy.session-begun");
                if (isCopied(listing, own)) {
                    return;
                }
            } finally {
                session = null;
            }
        }
    }

    private void copy(SourceListing listing, CopyStage stage) {
        copy(stage, listing.of(stage));
        steps.reached(stage.step());
    }

    /// Says whether nothing was taken meanwhile. What is in the copy is looked at after the session
    /// has begun: all of that stays, but for what was condemned before.
    private boolean isCopied(SourceListing listing, WriterSession own) {
        try {
            announceWal(listing, own);
            var _ = isAnythingGone();
            for (CopyStage stage : EnumSet.complementOf(EnumSet.copyOf(OF_THE_KEYS))) {
                boolean isLast = stage == CopyStage.SNAPSHOTS;
                if (isLast && isAnyMissing(listing, stage) && isAnyTaken(own)) {
                    return false;
                }
                copy(listing, stage);
            }
            return !isAnyTaken(own);
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.SNAPSHOT_SESSION_ENDED)) {
                return false;
            }
            throw e;
        }
    }

    /// No expiry in the copy removes the WAL of snapshots that are about to be there.
    private void announceWal(SourceListing listing, WriterSession own) {
        Map<String, Needs.ServerRange> earliest = new TreeMap<>();
        for (ObjectInfo info : listing.of(CopyStage.SNAPSHOTS)) {
            if (isDifferent(info)) {
                walOf(info.name())
                        .ifPresent(wal ->
                                earliest.merge(
                                        wal.server() + " " + wal.range().timeline(),
                                        wal,
                                        Replication::earlier));
            }
        }
        earliest.values()
                .forEach(wal ->
                        own.needWal(wal.server(), wal.range().timeline(), wal.range().start()));
    }

    private static Needs.ServerRange earlier(Needs.ServerRange one, Needs.ServerRange other) {
        return one.range().start().compareTo(other.range().start()) <= 0 ? one : other;
    }

    /// What cannot be read is said when it is to be copied.
    private Optional<Needs.ServerRange> walOf(ObjectName snapshot) {
        try {
            return keyed.needs().of(snapshot).wal();
        } catch (ProblemException e) {
            if (OF_ONE_OBJECT.contains(e.problem().code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean isAnyMissing(SourceListing listing, CopyStage stage) {
        return listing.of(stage).stream().anyMatch(this::isDifferent);
    }

    private boolean isAnyTaken(WriterSession own) {
        boolean isOpen = own.sign();
        return isAnythingGone() || !isOpen;
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
            copy.survey("").stream()
                    .filter(info -> CopyStage.of(info.name()).isPresent())
                    .forEach(info -> there.put(info.name().value(), info.sizeBytes()));
            known = SourceListing.of(source);
            listing = known;
        }
        return known;
    }

    private List<ObjectInfo> missing(SourceListing listing) {
        return all(listing).filter(this::isDifferent).toList();
    }

    private static Stream<ObjectInfo> all(SourceListing listing) {
        return Arrays.stream(CopyStage.values()).flatMap(stage -> listing.of(stage).stream());
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
        Needs.All all = keyed.needs().of(object);
        Optional<String> lacking =
                all.objects().stream()
                        .filter(need -> !need.isIn(there))
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

    private void progressed(long bytes) {
        WriterSession own = session;
        if (own != null) {
            own.stir();
        }
        events.accept(
                new RunEvent.Progressed(
                        STAGE,
                        doneBytes.addAndGet(bytes),
                        Math.max(totalBytes, doneBytes.get()),
                        "bytes"));
    }
}
