package org.cairn.protect.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;

/// What is still to be received from a server, timeline after timeline: the rest of each old one up
/// to where the server left it, then the one it is on.
public final class StreamRoute {
    private StreamRoute() {}

    /// One timeline to be received.
    ///
    /// @param since the first position of which anything is held, or where to begin
    /// @param from up to here everything since then is held: the next byte that is missing
    /// @param end where the server left the timeline; empty for the one it is on
    public record Leg(Timeline timeline, Lsn since, Lsn from, Optional<Lsn> end) {}

    /// Says whether a server with that history can be the one whose WAL is held: it is on the
    /// newest timeline, or came from it, or [#branchesOff].
    public static boolean isSamePast(TimelineHistory server, WalCoverage held) {
        Optional<Timeline> newest = held.newestTimeline();
        return newest.isEmpty()
                || newest.get().equals(server.timeline())
                || server.endOf(newest.get()).isPresent()
                || branchesOff(server, held);
    }

    /// Says whether the server left a timeline that is held before the newest one began: it was
    /// restored to an earlier point and put back. Its number is above all that are held, because
    /// such a restore sees their histories.
    public static boolean branchesOff(TimelineHistory server, WalCoverage held) {
        boolean isNewer =
                held.newestTimeline()
                        .filter(newest ->
                                newest.compareTo(server.timeline()) < 0
                                        && server.endOf(newest).isEmpty())
                        .isPresent();
        return isNewer
                && held.stretches().stream()
                        .map(WalRange::timeline)
                        .anyMatch(timeline -> server.endOf(timeline).isPresent());
    }

    /// Works out the route for a server whose WAL is held in part. Begins with the oldest timeline
    /// of which anything is held.
    ///
    /// @param held what is durable anywhere or known to be missing for good; not empty
    public static List<Leg> onwards(TimelineHistory server, WalCoverage held, SegmentSize size) {
        Timeline oldest =
                held.stretches().stream()
                        .map(WalRange::timeline)
                        .filter(of -> of.equals(server.timeline()) || server.endOf(of).isPresent())
                        .min(Comparator.naturalOrder())
                        .orElseThrow(() -> new IllegalArgumentException("nothing is held"));
        List<Leg> legs = new ArrayList<>();
        Lsn begin = new Lsn(0);
        for (TimelineHistory.Branch branch : server.branches()) {
            if (branch.parent().compareTo(oldest) >= 0) {
                Leg leg = leg(branch.parent(), begin, Optional.of(branch.end()), held, size);
                if (leg.from().compareTo(branch.end()) < 0) {
                    legs.add(leg);
                }
            }
            begin = branch.end();
        }
        legs.add(leg(server.timeline(), begin, Optional.empty(), held, size));
        return List.copyOf(legs);
    }

    /// Works out the route for a server of which nothing is held, from a position on.
    public static List<Leg> anew(TimelineHistory server, Lsn from, SegmentSize size) {
        Lsn start = size.startOf(from);
        List<Leg> legs = new ArrayList<>();
        Lsn begin = new Lsn(0);
        for (TimelineHistory.Branch branch : server.branches()) {
            if (start.compareTo(branch.end()) < 0) {
                Lsn first = most(start, size.startOf(begin));
                legs.add(new Leg(branch.parent(), first, first, Optional.of(branch.end())));
            }
            begin = branch.end();
        }
        Lsn first = most(start, size.startOf(begin));
        legs.add(new Leg(server.timeline(), first, first, Optional.empty()));
        return List.copyOf(legs);
    }

    private static Leg leg(
            Timeline timeline, Lsn begin, Optional<Lsn> end, WalCoverage held, SegmentSize size) {
        List<WalRange> stretches = held.stretches(timeline);
        Lsn since = stretches.isEmpty() ? size.startOf(begin) : stretches.getFirst().start();
        return new Leg(timeline, since, held.contiguousEnd(timeline, since), end);
    }

    private static Lsn most(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
