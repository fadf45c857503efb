package org.cairn.vault.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The sessions of the writers of a vault. Safe for any thread and any number of processes.
public final class Sessions {
    private static final String FOLDER = "sess/";
    private static final String TYPE = "session";
    private static final Pattern FORM = Pattern.compile("sess/([0-9a-f]{32})-(\\d{8})");

    private final JsonObjects objects;
    private final ObjectStore store;

    public Sessions(JsonObjects objects) {
        this.objects = objects;
        this.store = objects.store();
    }

    /// Begins the session of a writer that shares packs with others.
    public WriterSession begin() {
        return WriterSession.begin(this, new Generations(objects));
    }

    /// Announces an object and the packs that it will name, before any of them is visible. No sweep
    /// removes them while the object is not there.
    public Announcement announce(ObjectName creates, Collection<PackId> packs) {
        String id = newId();
        require(put(id, 0, SessionEntry.Commit.of(creates, packs)));
        return new Announcement(this, id, creates);
    }

    String newId() {
        return objects.ids().get();
    }

    static void require(ObjectStore.Creation creation) {
        if (creation == ObjectStore.Creation.EXISTED) {
            throw new IllegalStateException("a random session id came twice");
        }
    }

    ObjectStore.Creation put(String id, int number, SessionEntry entry) {
        return objects.put(TYPE, name(id, number), entry::write);
    }

    /// Takes the next number of a session for its end. Says whether it was free; then its writer
    /// creates nothing any more, whenever it wakes.
    public boolean end(SessionLog log) {
        return put(log.id(), log.lastNumber() + 1, new SessionEntry.End())
                == ObjectStore.Creation.CREATED;
    }

    /// Lists the sessions that have entries.
    public List<SessionLog> list() {
        return list("");
    }

    /// Looks again at one.
    public Optional<SessionLog> find(String id) {
        return list(id).stream().findFirst();
    }

    private List<SessionLog> list(String id) {
        Map<String, SortedMap<Integer, Instant>> found = new TreeMap<>();
        for (ObjectInfo info : store.survey(FOLDER)) {
            Matcher matcher = FORM.matcher(info.name().value());
            if (matcher.matches() && matcher.group(1).startsWith(id)) {
                found.computeIfAbsent(matcher.group(1), _ -> new TreeMap<>())
                        .put(Integer.parseInt(matcher.group(2)), info.lastModified());
            }
        }
        return found.entrySet().stream()
                .map(each -> new SessionLog(each.getKey(), each.getValue()))
                .toList();
    }

    /// What the snapshots need of the WAL that are under way, or may be: of every session whose
    /// writer has said so and may still create its snapshot. List the WAL before, and the snapshots
    /// after this: what is taken back between was created, and what is said after it is of WAL that
    /// was not there yet. Raises `vault-object-damaged`.
    public List<WalNeed> walNeeds() {
        return list().stream().flatMap(log -> walNeeds(log).stream()).toList();
    }

    private List<WalNeed> walNeeds(SessionLog listed) {
        SessionLog log = settled(listed);
        if (has(log, SessionEntry.End.class) && !has(log, SessionEntry.Commit.class)) {
            return List.of();
        }
        List<WalNeed> needs = new ArrayList<>();
        for (int number : log.entries().keySet()) {
            if (load(log.id(), number).orElse(null)
                    instanceof SessionEntry.Wal(String server, Timeline timeline, Lsn from)) {
                needs.add(new WalNeed(log.id(), server, timeline, from, log.lastSign()));
            }
        }
        return needs;
    }

    /// The session as a look shows it that began after its end was there, if it was ended: then
    /// nothing of its writer is missing. A list may show an entry without the one before, when both
    /// come while it is made.
    public SessionLog settled(SessionLog listed) {
        return has(listed, SessionEntry.End.class) ? find(listed.id()).orElse(listed) : listed;
    }

    private boolean has(SessionLog log, Class<? extends SessionEntry> kind) {
        return log.entries().keySet().stream()
                .flatMap(number -> load(log.id(), number).stream())
                .anyMatch(kind::isInstance);
    }

    /// Reads an entry; empty when its writer has removed it meanwhile, which it does when all that
    /// it announced is there.
    public Optional<SessionEntry> load(String id, int number) {
        try {
            return Optional.of(objects.load(TYPE, name(id, number), SessionEntry::read));
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_MISSING)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Removes an entry.
    public void remove(String id, int number) {
        store.remove(name(id, number));
    }

    /// Removes entries from the last to the first, as far as the store lets: what stays costs room
    /// for some bytes, and the next sweep looks at it.
    void removeAll(String id, int count) {
        try {
            for (int number = count - 1; number >= 0; number--) {
                remove(id, number);
            }
        } catch (ProblemException _) {
            // All that matters is durable already.
        }
    }

    /// Whether an object is not there, as far as the store can be asked.
    boolean isAbsent(ObjectName name) {
        try {
            return !store.exists(name);
        } catch (ProblemException _) {
            return false;
        }
    }

    /// Reads an object to see whether it is whole, if it is still there. Returns false if its name
    /// is not that of an entry.
    public boolean check(ObjectName object) {
        Matcher matcher = FORM.matcher(object.value());
        if (!matcher.matches()) {
            return false;
        }
        load(matcher.group(1), Integer.parseInt(matcher.group(2)));
        return true;
    }

    private static ObjectName name(String id, int number) {
        return new ObjectName(String.format(Locale.ROOT, "%s%s-%08d", FOLDER, id, number));
    }
}
