package org.cairn.protect.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;
import org.jspecify.annotations.Nullable;

/// Puts into the vault what is durable in a journal and not there yet.
///
/// A segment that is whole in the journal goes as a segment; its fragments are removed after that,
/// and last goes the file of the journal. Of other segments goes what is new, as a fragment. After
/// a crash the vault's list and the journal alone say where to go on. Safe for any thread; one
/// ships at a time.
final class WalShipper {
    private final Vault vault;
    private final String server;
    private final SegmentSize size;
    private final WalJournal journal;
    private final Steps steps;
    private final StreamState state;
    private final InstantSource clock;
    // What the vault holds; null until it was asked. Both are replaced together, under the monitor.
    private volatile @Nullable WalCoverage stored;
    private WalCoverage segments = WalCoverage.NOTHING;
    // Segments of which the vault has fragments.
    private final Set<WalRange> fragmented = new HashSet<>();
    private volatile List<WalRange> missing = List.of();

    /// Whose WAL goes where.
    record Route(Vault vault, String server, SegmentSize size) {}

    WalShipper(
            Route route, WalJournal journal, Steps steps, StreamState state, InstantSource clock) {
        this.vault = route.vault();
        this.server = route.server();
        this.size = route.size();
        this.journal = journal;
        this.steps = steps;
        this.state = state;
        this.clock = clock;
    }

    WalJournal journal() {
        return journal;
    }

    /// What the vault holds of the server.
    WalCoverage stored() {
        WalCoverage known = stored;
        return known == null ? list() : known;
    }

    /// Says what is missing for good.
    void missing(List<WalRange> gaps) {
        missing = List.copyOf(gaps);
    }

    /// What the vault holds, and what nobody will ever hold.
    WalCoverage accounted() {
        return stored().with(missing);
    }

    /// The bytes of a segment that is held whole; empty when it is not.
    synchronized Optional<InputStream> openSegment(WalRange segment) {
        list();
        if (WalCoverage.of(journal.ranges()).covers(segment)) {
            return Optional.of(journal.read(segment));
        }
        return segments.covers(segment)
                ? Optional.of(
                        vault.wal().open(new WalObject(server, segment, WalObject.Kind.SEGMENT)))
                : Optional.empty();
    }

    private synchronized WalCoverage list() {
        WalCoverage known = stored;
        if (known != null) {
            return known;
        }
        List<WalObject> objects = vault.wal().list(server);
        requireDurable(objects);
        segments =
                WalCoverage.of(
                        objects.stream()
                                .filter(o -> o.kind() == WalObject.Kind.SEGMENT)
                                .map(WalObject::range)
                                .toList());
        objects.stream()
                .filter(o -> o.kind() == WalObject.Kind.FRAGMENT)
                .forEach(
                        o -> fragmented.add(size.segment(o.range().timeline(), o.range().start())));
        // A crash between the two leaves fragments beside their segment.
        List<WalRange> replaced = fragmented.stream().filter(segments::covers).toList();
        for (WalRange segment : replaced) {
            vault.wal().removeFragments(server, segment);
            fragmented.remove(segment);
        }
        WalCoverage all = WalCoverage.of(objects.stream().map(WalObject::range).toList());
        stored = all;
        return all;
    }

    /// Another process may have been killed between naming an object and forcing its folder. What
    /// the journal holds as well is let go only when the object is sure to survive a power cut.
    private void requireDurable(List<WalObject> objects) {
        WalCoverage kept = WalCoverage.of(journal.ranges());
        for (WalObject object : objects) {
            if (!kept.gaps(object.range()).equals(List.of(object.range()))) {
                vault.wal().force(object);
            }
        }
    }

    /// Ships all that is durable in the journal. Problems: those of the vault, `journal-damaged`.
    synchronized void ship() {
        list();
        for (WalRange part : parts()) {
            boolean whole = part.equals(size.segment(part.timeline(), part.start()));
            if (whole) {
                shipSegment(part);
            } else {
                stored().gaps(part).forEach(this::shipFragment);
            }
        }
        journal.release(this::isFinal);
        sayHowFar();
        state.shippingIsWell();
    }

    /// What the journal holds, cut at the borders of segments.
    private List<WalRange> parts() {
        List<WalRange> parts = new ArrayList<>();
        for (WalRange stretch : WalCoverage.of(journal.ranges()).stretches()) {
            Lsn at = stretch.start();
            while (at.compareTo(stretch.end()) < 0) {
                Lsn border = size.endOf(at);
                Lsn end = border.compareTo(stretch.end()) < 0 ? border : stretch.end();
                parts.add(new WalRange(stretch.timeline(), at, end));
                at = end;
            }
        }
        return parts;
    }

    private void shipSegment(WalRange segment) {
        if (!segments.covers(segment)) {
            put(WalObject.Kind.SEGMENT, segment);
            segments = segments.with(List.of(segment));
            steps.reached("stream.segment-durable");
            // Asked only where there are some: it reads the segment back to compare it with them.
            if (fragmented.remove(segment)) {
                vault.wal().removeFragments(server, segment);
            }
        }
    }

    private void shipFragment(WalRange fragment) {
        fragmented.add(size.segment(fragment.timeline(), fragment.start()));
        put(WalObject.Kind.FRAGMENT, fragment);
        steps.reached("stream.fragment-durable");
    }

    private void put(WalObject.Kind kind, WalRange range) {
        try (InputStream bytes = journal.read(range)) {
            var object = new WalObject(server, range, kind);
            vault.wal().put(object, size.bytes(), bytes, journal.arrivedBy(range));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stored = stored().with(List.of(range));
        state.shippedAt(clock.instant());
    }

    /// Whether the vault holds a range of the journal for good: as a segment, or as a fragment of a
    /// segment that will not become whole, because the server writes elsewhere by now.
    private boolean isFinal(WalRange range) {
        if (segments.covers(range)) {
            return true;
        }
        Optional<WalRange> newest = newest();
        boolean inProgress =
                newest.isPresent()
                        && newest.get().timeline().equals(range.timeline())
                        && size.startOf(new Lsn(newest.get().end().bytes() - 1))
                                .equals(size.startOf(range.start()));
        return !inProgress && stored().covers(range);
    }

    /// What arrived last.
    private Optional<WalRange> newest() {
        List<WalRange> ranges = journal.ranges();
        return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.getLast());
    }

    private void sayHowFar() {
        newest().ifPresent(newest ->
                state.shipped(
                        newest.timeline(),
                        stored().contiguousEnd(newest.timeline(), newest.start())));
        if (journal.ranges().isEmpty()) {
            stored().stretches().stream()
                    .max(Comparator.comparing(WalRange::timeline))
                    .ifPresent(last -> state.shipped(last.timeline(), last.end()));
        }
    }
}
