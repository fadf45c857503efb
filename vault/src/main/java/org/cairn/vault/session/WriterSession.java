package org.cairn.vault.session;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// The session of a writer that names packs which it did not write in the same breath: its own of
/// hours ago, and those of others.
///
/// It begins before the writer looks at the packs that are there, and its last entry before the
/// object that names them says which they are. Safe for any thread.
public final class WriterSession implements AutoCloseable {
    private static final long ALIVE_EVERY_NANOS = Duration.ofHours(1).toNanos();

    private final Sessions sessions;
    private final String id;
    private final Set<String> waiting = new HashSet<>();
    private final Set<String> ever = new HashSet<>();
    private int next = 1;
    private long lastSign = System.nanoTime();
    private boolean ended;
    private @Nullable ObjectName creates;
    private boolean over;

    private WriterSession(Sessions sessions, String id) {
        this.sessions = sessions;
        this.id = id;
    }

    // A generation that comes after the second look finds the session there when it is swept; one
    // that came in between might have been swept already without seeing it.
    static WriterSession begin(Sessions sessions, Generations generations) {
        while (true) {
            int newest = generations.find().newest();
            String id = sessions.newId();
            Sessions.require(sessions.put(id, 0, new SessionEntry.Begin(newest)));
            Generations.Found found = generations.find();
            var session = new WriterSession(sessions, id);
            if (found.newest() == newest) {
                found.listed().forEach(number -> session.know(generations, found, number));
                return session;
            }
            session.over();
        }
    }

    private void know(Generations generations, Generations.Found found, int number) {
        Optional<Condemned> condemned = generations.load(number);
        condemned.ifPresent(list ->
                list.packs()
                        .forEach(pack -> {
                            ever.add(pack.id().objectName());
                            if (found.isWaiting(number)) {
                                waiting.add(pack.id().objectName());
                            }
                        }));
    }

    /// Whether this writer may name a pack, by its object's name, that an object which is visible
    /// names.
    public boolean mayShare(String pack) {
        return !waiting.contains(pack);
    }

    /// Whether this writer may name a pack that nothing names: one that was condemned once may be
    /// in the hands of a sweep that sleeps.
    public boolean mayAdopt(String pack) {
        return !ever.contains(pack);
    }

    /// Says once in an hour that the writer is at work, so that no sweep takes it for gone.
    public synchronized void stir() {
        if (ended || creates != null || over || System.nanoTime() - lastSign < ALIVE_EVERY_NANOS) {
            return;
        }
        lastSign = System.nanoTime();
        // If not, the commit will say so.
        append(new SessionEntry.Alive());
    }

    /// Says at once that the writer is at work. False when a sweep has ended the session: what it
    /// protected may be gone.
    public synchronized boolean sign() {
        lastSign = System.nanoTime();
        return !ended && append(new SessionEntry.Alive());
    }

    private boolean append(SessionEntry entry) {
        if (sessions.put(id, next, entry) == ObjectStore.Creation.EXISTED) {
            ended = true;
            return false;
        }
        next++;
        return true;
    }

    /// Says that the snapshot which this writer will create needs the WAL of a server from a
    /// position on; from now on no expiry removes it while the snapshot is not there. The position
    /// is asked before the snapshot begins, so that it is no later than its start. Raises
    /// `snapshot-session-ended`.
    ///
    /// @param server the system identifier
    public synchronized void needWal(String server, Timeline timeline, Lsn from) {
        if (ended || !append(new SessionEntry.Wal(server, timeline, from))) {
            throw hasEnded();
        }
    }

    private ProblemException hasEnded() {
        return VaultProblems.SNAPSHOT_SESSION_ENDED
                .says("a sweep of the vault took this backup for one that broke off")
                .what("nothing was heard of it for as long as the sweep waits")
                .kept("no backup is visible; all earlier ones are whole")
                .remedy("Take the backup again.")
                .with("session", id)
                .asException();
    }

    /// Says which object is about to be created and which packs it names; from now on none of them
    /// is removed while the object is not there. May be called again for another name. Raises
    /// `snapshot-session-ended` if a sweep has ended the session.
    public synchronized void commit(ObjectName creates, Collection<PackId> packs) {
        if (over) {
            throw new IllegalStateException("this session is over");
        }
        if (ended || !append(SessionEntry.Commit.of(creates, packs))) {
            throw hasEnded();
        }
        this.creates = creates;
    }

    /// Ends it: the object is durable, or its writer will never create one.
    public synchronized void over() {
        if (!over) {
            over = true;
            // The end that a sweep wrote stays for good.
            sessions.removeAll(id, next);
        }
    }

    /// Ends it after a failure, unless the object may be there all the same; its writer does not
    /// try again.
    public synchronized void failed() {
        if (creates == null || sessions.isAbsent(creates)) {
            over();
        }
    }

    /// Ends it unless an object was announced of which nobody knows whether it is there.
    @Override
    public synchronized void close() {
        if (creates == null) {
            over();
        }
    }
}
