package org.cairn.vault.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cairn.vault.session.SessionEntry;
import org.cairn.vault.session.SessionLog;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.store.ObjectStore;

/// The writers as a sweep sees them. For one sweep.
final class Writers {
    private final Sessions sessions;
    private final ObjectStore store;
    private final Instant now;
    private final Duration grace;
    private final Map<String, String> held = new TreeMap<>();
    private int ended;

    /// @param now by the store's clock
    /// @param grace how long a writer is waited for after it was last heard of
    Writers(Sessions sessions, ObjectStore store, Instant now, Duration grace) {
        this.sessions = sessions;
        this.store = store;
        this.now = now;
        this.grace = grace;
    }

    /// The time by the store's clock.
    Instant now() {
        return now;
    }

    /// How many sessions were ended.
    int ended() {
        return ended;
    }

    /// Ends the sessions that were not heard of for long, and returns those that are open and whose
    /// writers do not treat the packs of a generation as absent.
    List<SessionLog> unaware(int generation) {
        return sessions.list().stream().filter(log -> isUnaware(log, generation)).toList();
    }

    private boolean isUnaware(SessionLog listed, int generation) {
        Optional<SessionLog> look = Optional.of(listed);
        // Each turn its writer has gone on, or another sweep has.
        while (look.isPresent()) {
            SessionLog log = look.get();
            Optional<SessionEntry> last = sessions.load(log.id(), log.lastNumber());
            Optional<SessionEntry> first = sessions.load(log.id(), log.entries().firstKey());
            if (last.isPresent() && first.isPresent()) {
                if (isHarmless(first.get(), last.get(), generation)) {
                    return false;
                }
                if (now.isBefore(log.lastSign().plus(grace))) {
                    return true;
                }
                if (sessions.end(log)) {
                    ended++;
                    return false;
                }
            }
            look = sessions.find(log.id());
        }
        return false;
    }

    private static boolean isHarmless(SessionEntry first, SessionEntry last, int generation) {
        boolean isEnded = last instanceof SessionEntry.End;
        // It names packs that it has announced, and no others.
        boolean isAnnouncement = first instanceof SessionEntry.Commit;
        boolean isAware = first instanceof SessionEntry.Begin(int known) && known >= generation;
        return isEnded || isAnnouncement || isAware;
    }

    /// The packs that were announced, by object name: their writers are about to create what names
    /// them, or sleep, or are gone. Those of a body that is there are not among them: nobody can
    /// create it any more, and it is never removed.
    Set<String> announced() {
        Set<String> packs = new HashSet<>();
        for (SessionLog log : sessions.list()) {
            boolean isEnded = false;
            List<SessionEntry.Commit> commits = new ArrayList<>();
            for (int number : log.entries().keySet()) {
                switch (sessions.load(log.id(), number).orElse(null)) {
                    case SessionEntry.Commit commit -> {
                        if (!isThereForGood(number, commit)) {
                            commits.add(commit);
                        }
                    }
                    case SessionEntry.End _ -> isEnded = true;
                    case null, default -> {}
                }
            }
            for (SessionEntry.Commit commit : commits) {
                commit.packs().forEach(pack -> packs.add(pack.objectName()));
                if (isEnded) {
                    held.put(log.id(), commit.creates().value());
                }
            }
        }
        return packs;
    }

    // A snapshot may be removed again, and its writer, asleep within the request that creates it,
    // may make the request once more.
    private boolean isThereForGood(int number, SessionEntry.Commit commit) {
        return number == 0 && store.exists(commit.creates());
    }

    /// Sessions that were ended and had announced a snapshot, with its name: what they announced is
    /// kept until somebody who knows better says so.
    Map<String, String> held() {
        return held;
    }

    /// Ends a session and removes what it announced.
    boolean forget(String id) {
        Optional<SessionLog> log = sessions.find(id);
        log.ifPresent(found -> {
            isUnaware(found, Integer.MAX_VALUE);
            for (int number : found.entries().keySet()) {
                if (sessions.load(id, number).orElse(null) instanceof SessionEntry.Commit) {
                    sessions.remove(id, number);
                }
            }
        });
        return log.isPresent();
    }

    /// Removes entries that nothing depends on. The end of a session stays for good: its writer may
    /// sleep, and must find it when it wakes. What a snapshot needs of the WAL stays as long as it
    /// may be created.
    void tidy() {
        for (SessionLog listed : sessions.list()) {
            SessionLog log = sessions.settled(listed);
            Map<Integer, SessionEntry> useless = new TreeMap<>();
            boolean isOver = false;
            boolean mayCreate = false;
            for (int number : log.entries().keySet()) {
                switch (sessions.load(log.id(), number).orElse(null)) {
                    case SessionEntry.Commit commit -> {
                        if (isThereForGood(number, commit)) {
                            useless.put(number, commit);
                            isOver = true;
                        } else {
                            mayCreate = true;
                        }
                    }
                    case SessionEntry.End _ -> isOver = true;
                    case SessionEntry entry -> useless.put(number, entry);
                    case null -> {}
                }
            }
            if (mayCreate) {
                useless.values().removeIf(SessionEntry.Wal.class::isInstance);
            }
            if (isOver) {
                useless.keySet().forEach(number -> sessions.remove(log.id(), number));
            }
        }
    }
}
