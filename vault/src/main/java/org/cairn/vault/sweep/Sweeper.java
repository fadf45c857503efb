package org.cairn.vault.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Bodies;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.Condemned;
import org.cairn.vault.session.Condemned.CondemnedPack;
import org.cairn.vault.session.Generations;
import org.cairn.vault.session.SessionLog;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// Removes packs that nothing names.
///
/// There is at most one generation of condemned packs that waits. A sweep first looks whether it
/// may be removed, then condemns what nothing names now. The order of removing is law: all writers
/// that do not know of the generation have ended, then a look at what is announced and at what is
/// visible, then a look whether another sweep was done with it, then the packs, then that it is
/// done. The steps announced are `vault.sweep-marked`, `vault.sweep-writers-ended`,
/// `vault.sweep-needs-read`, `vault.sweep-pack-removed` after each, `vault.sweep-packs-removed` and
/// `vault.sweep-done`. A crash anywhere leaves what the next sweep goes on with.
///
/// Safe for any thread and any number of processes. Raises the problems of [ObjectStore], and
/// `vault-object-damaged` when an object cannot be read that could name a pack; nothing is removed
/// then.
public final class Sweeper {
    /// How long condemned packs and silent writers are waited for.
    public static final Duration GRACE = Duration.ofDays(3);

    private static final int ANY = Integer.MAX_VALUE;

    private final ObjectStore store;
    private final SnapshotArchive snapshots;
    private final Bodies bodies;
    private final Steps steps;
    private final Generations generations;
    private final Sessions sessions;
    private final StoreClock clock;

    public Sweeper(Packs packs, SnapshotArchive snapshots, Bodies bodies, Steps steps) {
        this.store = packs.store();
        this.snapshots = snapshots;
        this.bodies = bodies;
        this.steps = steps;
        this.generations = new Generations(packs.objects());
        this.sessions = new Sessions(packs.objects());
        this.clock = new StoreClock(packs.objects());
    }

    /// Removes what may be removed and condemns what nothing names.
    ///
    /// @param grace [#GRACE]; a shorter one ends backups that are at work and not heard of for that
    ///   long, and reads of snapshots that were removed
    public SweepReport sweep(Duration grace) {
        var tally = new Tally();
        Writers writers = writers(grace);
        boolean free = remove(writers, tally, grace);
        if (free && mark(writers, tally)) {
            tally.ended = writers.ended();
            // At once when there is no grace.
            writers = writers(grace);
            free = remove(writers, tally, grace);
        }
        tally.ended += writers.ended();
        putAwaySwept();
        writers.tidy();
        clock.tidy(writers.now());
        return tally.report(writers, free ? null : tally.waiting);
    }

    private Writers writers(Duration grace) {
        return new Writers(sessions, store, clock.now(), grace);
    }

    /// What was counted so far.
    private static final class Tally {
        private Amount condemned = Amount.NONE;
        private int ended;
        private final List<CondemnedPack> removed = new ArrayList<>();
        private final List<CondemnedPack> kept = new ArrayList<>();
        private final List<CondemnedPack> denied = new ArrayList<>();
        private SweepReport.@Nullable Waiting waiting;

        SweepReport report(Writers writers, SweepReport.@Nullable Waiting wait) {
            return new SweepReport(
                    condemned,
                    Amount.of(removed),
                    Amount.of(kept),
                    Amount.of(denied),
                    ended,
                    writers.held(),
                    wait);
        }
    }

    private Optional<Condemned> waiting(Generations.Found found) {
        return found.listed().stream()
                .filter(found::isWaiting)
                .findFirst()
                .flatMap(generations::load);
    }

    /// Condemns what nothing names. What came after the beginning of a writer that is at work may
    /// be its own, and is left for the next time. Says whether there was anything.
    private boolean mark(Writers writers, Tally tally) {
        Generations.Found found = generations.find();
        List<CondemnedPack> dead = dead(writers);
        if (dead.isEmpty() || waiting(found).isPresent()) {
            return false;
        }
        List<String> seen = store.list("snap/").stream().map(ObjectName::value).toList();
        var condemned = new Condemned(found.newest() + 1, seen, dead);
        if (generations.create(condemned) == ObjectStore.Creation.CREATED) {
            tally.condemned = Amount.of(dead);
            steps.reached("vault.sweep-marked");
        }
        return true;
    }

    // Packs are listed before what names them: what is named after that was not there yet.
    private List<CondemnedPack> dead(Writers writers) {
        List<ObjectInfo> all = packObjects();
        Instant begun =
                writers.unaware(ANY).stream()
                        .map(SessionLog::firstSign)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX);
        Set<String> needed = needed(writers);
        return all.stream()
                .filter(info -> info.lastModified().isBefore(begun))
                .filter(info -> !needed.contains(info.name().value()))
                .flatMap(info -> pack(info).stream())
                .limit(Condemned.MOST_PACKS)
                .toList();
    }

    // What is announced first: it is taken back when the object is visible.
    private Set<String> needed(Writers writers) {
        Set<String> needed = new HashSet<>(writers.announced());
        needed.addAll(Needs.read(store, snapshots, bodies).packs());
        return needed;
    }

    private List<ObjectInfo> packObjects() {
        List<ObjectInfo> all = new ArrayList<>(store.survey(PackId.Kind.DATA.folder()));
        all.addAll(store.survey(PackId.Kind.META.folder()));
        return all;
    }

    private static Optional<CondemnedPack> pack(ObjectInfo info) {
        return PackId.parse(info.name().value()).map(id -> new CondemnedPack(id, info.sizeBytes()));
    }

    /// Removes the packs of the generation that waits, if it is time. Says whether none waits now.
    private boolean remove(Writers writers, Tally tally, Duration grace) {
        Optional<Condemned> waiting = waiting(generations.find());
        Optional<Instant> at = waiting.flatMap(each -> markedAt(each.generation()));
        if (waiting.isEmpty() || at.isEmpty()) {
            return true;
        }
        Condemned condemned = waiting.get();
        Instant marked = at.get();
        List<SessionLog> unaware = writers.unaware(condemned.generation());
        tally.waiting = waiting(condemned, marked.plus(grace), marked, unaware);
        if (writers.now().isBefore(marked.plus(grace)) || !unaware.isEmpty()) {
            return false;
        }
        steps.reached("vault.sweep-writers-ended");
        Set<String> needed = needed(writers);
        steps.reached("vault.sweep-needs-read");
        if (!generations.find().isWaiting(condemned.generation())) {
            // Since then, what is left of it may be shared again.
            return true;
        }
        boolean gone = remove(condemned, needed, tally);
        steps.reached("vault.sweep-packs-removed");
        if (gone) {
            finish(condemned, tally);
        }
        return gone;
    }

    private Optional<Instant> markedAt(int generation) {
        return store.find(Generations.name(generation)).map(ObjectInfo::lastModified);
    }

    private static SweepReport.Waiting waiting(
            Condemned condemned, Instant due, Instant marked, List<SessionLog> writers) {
        return new SweepReport.Waiting(
                condemned.generation(),
                Amount.of(condemned.packs()),
                marked,
                due,
                writers.stream()
                        .map(log -> new SweepReport.Writer(log.id(), log.lastSign()))
                        .toList());
    }

    private boolean remove(Condemned condemned, Set<String> needed, Tally tally) {
        Set<String> here = new HashSet<>();
        packObjects().forEach(info -> here.add(info.name().value()));
        boolean gone = true;
        for (CondemnedPack pack : condemned.packs()) {
            String name = pack.id().objectName();
            if (!here.contains(name)) {
                continue;
            }
            if (needed.contains(name)) {
                tally.kept.add(pack);
            } else if (isRemoved(name)) {
                tally.removed.add(pack);
                steps.reached("vault.sweep-pack-removed");
            } else {
                tally.denied.add(pack);
                gone = false;
            }
        }
        return gone;
    }

    /// A store may keep an object for a time; it is asked again by the next sweep.
    private boolean isRemoved(String name) {
        try {
            store.remove(new ObjectName(name));
            return true;
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.REMOVAL_DENIED)) {
                return false;
            }
            throw e;
        }
    }

    private void finish(Condemned condemned, Tally tally) {
        var swept =
                new Generations.Swept(
                        tally.removed.size(), Amount.of(tally.removed).bytes(), tally.kept.size());
        generations.finish(condemned.generation(), swept);
        steps.reached("vault.sweep-done");
        putAway();
    }

    /// A sweep may have been killed between the word that a generation is swept and this.
    private void putAwaySwept() {
        Generations.Found found = generations.find();
        if (found.listed().stream().anyMatch(number -> found.done().contains(number))) {
            putAway();
        }
    }

    /// The list of a generation stays while one of its packs is there: a sweep that sleeps may
    /// still remove it, so that no writer may adopt it.
    private void putAway() {
        Set<String> here = new HashSet<>();
        packObjects().forEach(info -> here.add(info.name().value()));
        Generations.Found found = generations.find();
        for (int generation : found.listed()) {
            boolean useless =
                    found.done().contains(generation)
                            && generations
                                    .load(generation)
                                    .filter(list ->
                                            list.packs().stream()
                                                    .noneMatch(pack ->
                                                            here.contains(pack.id().objectName())))
                                    .isPresent();
            if (useless) {
                generations.putAway(generation);
            }
        }
    }

    /// Says what a sweep would condemn, or what waits; writes and removes nothing.
    public SweepReport preview(Duration grace) {
        Optional<Condemned> condemned = waiting(generations.find());
        Optional<Instant> marked = condemned.flatMap(each -> markedAt(each.generation()));
        var writers = new Writers(sessions, store, Instant.MIN, Duration.ZERO);
        if (condemned.isPresent() && marked.isPresent()) {
            List<SessionLog> unaware = writers.unaware(condemned.get().generation());
            return new SweepReport(
                    Amount.NONE,
                    Amount.NONE,
                    Amount.NONE,
                    Amount.NONE,
                    0,
                    writers.held(),
                    waiting(condemned.get(), marked.get().plus(grace), marked.get(), unaware));
        }
        List<CondemnedPack> dead = dead(writers);
        return new SweepReport(
                Amount.of(dead), Amount.NONE, Amount.NONE, Amount.NONE, 0, writers.held(), null);
    }

    /// Lets go what a writer announced that will never come back; the next sweeps remove it. A
    /// writer that comes back after all, and was asleep while it created its snapshot, makes one
    /// that lacks packs. Says whether there was such a session.
    public boolean forget(String session) {
        return new Writers(sessions, store, Instant.MAX, Duration.ZERO).forget(session);
    }

    /// Says what all packs are good for; reads every object that names some.
    public Room room() {
        List<ObjectInfo> all = packObjects();
        Set<String> needed = Needs.read(store, snapshots, bodies).packs();
        Set<String> listed = new HashSet<>();
        waiting(generations.find())
                .ifPresent(
                        list -> list.packs().forEach(pack -> listed.add(pack.id().objectName())));
        List<CondemnedPack> live = new ArrayList<>();
        List<CondemnedPack> dead = new ArrayList<>();
        List<CondemnedPack> condemned = new ArrayList<>();
        for (ObjectInfo info : all) {
            String name = info.name().value();
            boolean isNeeded = needed.contains(name);
            pack(info).ifPresent((isNeeded ? live : dead)::add);
            if (!isNeeded && listed.contains(name)) {
                pack(info).ifPresent(condemned::add);
            }
        }
        return new Room(Amount.of(live), Amount.of(dead), Amount.of(condemned));
    }

    /// Whether a pack is condemned by a generation, swept or not.
    public boolean isCondemned(PackId pack) {
        return generations.find().listed().stream()
                .flatMap(number -> generations.load(number).stream())
                .flatMap(list -> list.packs().stream())
                .anyMatch(each -> each.id().equals(pack));
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not one of those
    /// that sweeps and writers make for each other.
    public boolean check(ObjectName object) {
        return StoreClock.isOurs(object) || generations.check(object) || sessions.check(object);
    }
}
