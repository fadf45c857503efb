package org.cairn.vault.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerReader;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.ObjectStore.Creation;

/// Keeps the write-ahead log of servers in ranges.
///
/// A range is written once. The same bytes for it again change nothing, so that whoever does not
/// know whether an act succeeded may repeat it; other bytes are a conflict: two servers of one
/// identity, of which both write. The order is law: a fragment is removed only after the segment
/// that holds its bytes is durable. The steps announced are `vault.wal-durable` and
/// `vault.fragments-removed`.
///
/// Safe for any thread and any number of processes; raises the problems of [ObjectStore].
public final class WalArchive {
    private final ObjectStore store;
    private final ContainerKeys keys;
    private final JsonObjects objects;
    private final Steps steps;
    private final TimelineHistories histories;
    private final WalGaps gaps;
    private final WalGaps expired;

    public WalArchive(JsonObjects objects, Steps steps) {
        this.store = objects.store();
        this.keys = objects.keys();
        this.objects = objects;
        this.steps = steps;
        this.histories = new TimelineHistories(objects);
        this.gaps = WalGaps.lost(objects);
        this.expired = WalGaps.expired(objects);
    }

    /// Stores the bytes of a range; durable when it returns. Takes as many bytes as the range has
    /// and leaves the stream open; holds about 3 MiB whatever the size. Says `EXISTED` when the
    /// vault had the same bytes already, which it finds out by reading `bytes` and the footer of
    /// what it has.
    ///
    /// Raises `wal-conflict` when the vault has other bytes for the range (nothing is overwritten),
    /// `wal-interrupted` when `bytes` fails or ends early, and `vault-object-damaged` when what the
    /// vault has cannot be compared.
    ///
    /// @param segmentBytes size of a segment of the server
    /// @param at when the last byte of the range had arrived; kept to the microsecond
    public Creation put(WalObject object, int segmentBytes, InputStream bytes, Instant at) {
        var form = new WalForm(object);
        var writer = new WalWriter(form, keys, bytes);
        Creation creation =
                store.exists(object.name())
                        ? requireSame(form, writer.identify())
                        : create(form, writer, new WalForm.Description(at, segmentBytes));
        steps.reached("vault.wal-durable");
        return creation;
    }

    private Creation create(WalForm form, WalWriter writer, WalForm.Description description) {
        try (var draft = store.draft(form.object().name())) {
            List<ContentId> written = writer.write(draft, objects.ids().get(), description);
            return draft.publish() == Creation.EXISTED
                    ? requireSame(form, written)
                    : Creation.CREATED;
        }
    }

    private Creation requireSame(WalForm form, List<ContentId> frames) {
        WalObject object = form.object();
        if (!reading(form, form::readIds).equals(frames)) {
            throw VaultProblems.walConflict(object.name().value(), object.range());
        }
        return Creation.EXISTED;
    }

    private <T> T reading(WalForm form, Function<ContainerReader, T> read) {
        try (var object = store.open(form.object().name())) {
            return read.apply(
                    new ContainerReader(keys, form.label(), object.sizeBytes(), object::read));
        }
    }

    /// Lists the ranges that the vault holds of a server, by timeline and start, out of the names
    /// alone. A name that is no range is left out, so that one stray file does not hide what can be
    /// restored; `Vault.verify` names it.
    public List<WalObject> list(String server) {
        return below(WalNames.server(server));
    }

    /// As [#list], with the bytes that each takes in the store.
    public Map<WalObject, Long> sizes(String server) {
        Map<WalObject, Long> sizes = new TreeMap<>();
        list(server).forEach(object -> sizes.put(object, 0L));
        for (ObjectInfo info : store.survey(WalNames.server(server))) {
            WalObject.parse(info.name())
                    .ifPresent(
                            object -> sizes.computeIfPresent(object, (_, _) -> info.sizeBytes()));
        }
        return sizes;
    }

    /// Lists the ranges of all servers.
    public List<WalObject> all() {
        return below(WalNames.WAL);
    }

    /// A listing is no picture of one moment: one that passed the segments before a new one was
    /// there, and the fragments after they were removed, has neither. A segment is there before its
    /// fragments go, so what one listing missed the next has.
    private List<WalObject> below(String folder) {
        List<WalObject> before = objects(folder);
        List<WalObject> now = objects(folder);
        Set<WalObject> known = Set.copyOf(now);
        List<WalObject> gone = before.stream().filter(o -> !known.contains(o)).toList();
        Stream<WalObject> unreplaced =
                gone.stream().filter(o -> now.stream().noneMatch(by -> replaces(by, o)));
        return Stream.concat(now.stream(), unreplaced).sorted().toList();
    }

    private static boolean replaces(WalObject segment, WalObject fragment) {
        return segment.kind() == WalObject.Kind.SEGMENT && fragment.isWithin(segment.range());
    }

    private List<WalObject> objects(String folder) {
        return store.list(folder).stream().map(WalObject::parse).flatMap(Optional::stream).toList();
    }

    /// Opens the bytes of a range; the caller closes. Holds one frame (1 MiB), and checks each
    /// before its bytes are handed out. Raises `vault-object-damaged`, and `vault-object-missing`
    /// when a fragment was replaced since it was listed: then a new listing has its segment.
    public InputStream open(WalObject object) {
        return new WalStream(new WalForm(object), keys, store.open(object.name()));
    }

    /// Reads when the last byte of the range had arrived, without reading the WAL.
    public Instant at(WalObject object) {
        var form = new WalForm(object);
        return reading(form, form::readDescription).at();
    }

    /// Makes sure that an object that was listed survives a power cut: its creator may have been
    /// killed before it could. Raises `vault-object-missing`.
    public void force(WalObject object) {
        if (!store.exists(object.name())) {
            throw VaultProblems.missing(object.name().value());
        }
    }

    /// Finds how many bytes the object takes in the store.
    public long storedBytes(WalObject object) {
        return store.find(object.name()).map(ObjectInfo::sizeBytes).orElse(0L);
    }

    /// Removes the fragments inside a segment that the vault holds, and returns how many. Before
    /// anything is removed the segment is read back and each fragment compared with it. Raises
    /// `vault-object-missing` without the segment and `wal-conflict` for a fragment of other bytes;
    /// then all of them stay. A damaged fragment stays for `Vault.verify` to name.
    public int removeFragments(String server, WalRange segment) {
        var whole = new WalObject(server, segment, WalObject.Kind.SEGMENT);
        List<WalObject> fragments =
                list(server).stream()
                        .filter(object -> object.kind() == WalObject.Kind.FRAGMENT)
                        .filter(object -> object.isWithin(segment))
                        .toList();
        if (!store.exists(whole.name())) {
            throw VaultProblems.missing(whole.name().value());
        }
        try (var comparison = new FragmentComparison(this, whole, fragments)) {
            int removed = 0;
            for (WalObject fragment : comparison.replaced()) {
                removed += remove(fragment) ? 1 : 0;
            }
            steps.reached("vault.fragments-removed");
            return removed;
        }
    }

    /// Removes WAL that nobody needs: the caller has seen to it that no snapshot and no moment that
    /// is kept does, and has recorded it by [#putExpired]. Says whether it is gone: an object that
    /// the store does not let go, because it locks objects or because we lack the right, costs room
    /// and nothing else.
    public boolean remove(WalObject object) {
        try {
            store.remove(object.name());
            return true;
        } catch (ProblemException e) {
            if (!e.problem().code().equals(VaultProblems.REMOVAL_DENIED)) {
                throw e;
            }
            return false;
        }
    }

    /// Stores the history file of a timeline, byte for byte, unless the vault has it; durable when
    /// it returns. Raises `timeline-conflict` when the vault has another one.
    public void putHistory(String server, Timeline timeline, byte[] content) {
        histories.put(server, timeline, content);
    }

    public Optional<byte[]> findHistory(String server, Timeline timeline) {
        return histories.find(server, timeline);
    }

    /// Lists the timelines whose history files the vault has. The first timeline has none.
    public List<Timeline> histories(String server) {
        return histories.of(server);
    }

    /// Records that a range is missing for good; durable when it returns. The first record of a
    /// range stands.
    public void putGap(WalGap gap) {
        gaps.put(gap);
    }

    /// Lists the gaps of a server, by timeline and start.
    public List<WalGap> gaps(String server) {
        return gaps.of(server);
    }

    /// Forgets a gap that lies before all that is kept.
    public void removeGap(WalGap gap) {
        gaps.remove(gap);
    }

    /// Records that a range is, or is about to be, removed because nothing that is kept needs it;
    /// durable when it returns. So nobody takes it for lost, or asks the server for it again.
    public void putExpired(WalGap range) {
        expired.put(range);
    }

    /// Lists the ranges that were removed and still have something before them that is kept, by
    /// timeline and start; and perhaps some that have not.
    public List<WalGap> expired(String server) {
        return expired.of(server);
    }

    /// Forgets a range that was removed: another record holds it, or nothing that is kept lies
    /// before it.
    public void removeExpired(WalGap range) {
        expired.remove(range);
    }

    /// Reads an object to the last byte to see whether it is whole. Returns false if its name is
    /// not that of a range, a history, a gap or a range that was removed.
    public boolean check(ObjectName name) {
        Optional<WalObject> object = WalObject.parse(name);
        object.ifPresent(this::readToEnd);
        return object.isPresent()
                || histories.check(name)
                || gaps.find(name).isPresent()
                || expired.find(name).isPresent();
    }

    private void readToEnd(WalObject object) {
        try (InputStream bytes = open(object)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
