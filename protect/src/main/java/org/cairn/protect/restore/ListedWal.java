package org.cairn.protect.restore;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.wal.WalArchive;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// The WAL of one server in the vault, as it was listed.
///
/// While a server is protected, fragments are replaced by segments: what was listed a moment ago
/// may be gone, and a new listing has its bytes: see [#refreshedAfter]. Safe for any thread.
public final class ListedWal {
    private final WalArchive archive;
    private final String server;
    private volatile Listing listing;

    public ListedWal(WalArchive archive, String server) {
        this.archive = archive;
        this.server = server;
        this.listing = new Listing(archive.list(server));
    }

    /// What was listed at one time.
    private record Listing(List<WalObject> objects, Map<Timeline, WalIndex> indexes) {
        Listing(List<WalObject> objects) {
            this(
                    objects,
                    objects.stream()
                            .collect(
                                    Collectors.groupingBy(
                                            object -> object.range().timeline(),
                                            Collectors.collectingAndThen(
                                                    Collectors.toList(), WalIndex::of))));
        }

        WalIndex of(Timeline timeline) {
            return indexes.getOrDefault(timeline, WalIndex.NOTHING);
        }
    }

    public List<WalObject> objects() {
        return listing.objects();
    }

    /// Finds what has the byte at a position; a segment rather than a fragment.
    Optional<WalObject> find(Timeline timeline, Lsn at) {
        return listing.of(timeline).find(at);
    }

    /// The objects that hold any byte of a range, by position; only the segment where it is whole.
    List<WalObject> overlapping(WalRange range) {
        List<WalObject> all = listing.of(range.timeline()).overlapping(range);
        return all.stream()
                .filter(object -> object.range().equals(range))
                .findFirst()
                .map(List::of)
                .orElse(all);
    }

    /// Opens an object. Raises `vault-object-missing` when it is gone, and `wal-expired` when that
    /// is because the retention let it go.
    public InputStream open(WalObject object) {
        try {
            return archive.open(object);
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_MISSING) && isExpired(object)) {
                throw ProtectProblems.walExpired(object.range(), e);
            }
            throw e;
        }
    }

    private boolean isExpired(WalObject object) {
        return WalCoverage.of(archive.expired(server).stream().map(WalGap::missing).toList())
                .covers(object.range());
    }

    /// Lists again where a fragment could not be opened; says whether something else has all of its
    /// bytes, which are to be looked for again. A fragment that was just lost is none: to go on
    /// without it would end replay early, and nobody would know.
    boolean refreshedAfter(ProblemException e, WalObject object) {
        if (!e.problem().code().equals(VaultProblems.OBJECT_MISSING)
                || object.kind() != WalObject.Kind.FRAGMENT) {
            return false;
        }
        List<WalObject> now = archive.list(server);
        boolean replaced =
                !now.contains(object)
                        && WalCoverage.of(now.stream().map(WalObject::range).toList())
                                .covers(object.range());
        listing = new Listing(now);
        return replaced;
    }
}
