package org.cairn.postgres.change;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;

/// The WAL between two backups, a leg for each timeline on the way.
///
/// @param legs from the oldest on, each beginning where the one before ends; none when nothing lies
///   between
public record WalRoute(List<WalRange> legs) {
    public WalRoute {
        legs = List.copyOf(legs);
    }

    /// From the redo position of the base to that of this backup.
    ///
    /// Only for what [Soundness#ofSummaries] allows: the base's timeline is on the way.
    public static WalRoute between(BaseBackup base, PresentBackup now) {
        List<WalRange> legs = new ArrayList<>();
        Lsn at = base.range().start();
        Timeline timeline = base.range().timeline();
        for (TimelineHistory.Branch branch : now.history().branches()) {
            if (branch.parent().compareTo(timeline) >= 0) {
                add(legs, branch.parent(), at, branch.end());
                at = branch.end();
            }
        }
        add(legs, now.history().timeline(), at, now.start());
        return new WalRoute(legs);
    }

    /// How many bytes of WAL lie on it.
    public long bytes() {
        return legs.stream().mapToLong(WalRange::lengthBytes).sum();
    }

    /// The summaries that cover the route, and what they leave out.
    ///
    /// @param summaries those that the server has, in any order
    public Cover coverBy(List<WalRange> summaries) {
        List<WalRange> taken = new ArrayList<>();
        for (WalRange leg : legs) {
            List<WalRange> ours = overlapping(leg, summaries);
            Optional<Lsn> missing = firstMissing(leg, ours);
            if (missing.isPresent()) {
                return new Cover(
                        taken, Optional.of(new WalRange(leg.timeline(), missing.get(), leg.end())));
            }
            taken.addAll(ours);
        }
        return new Cover(taken, Optional.empty());
    }

    /// What a route finds among summaries.
    ///
    /// @param summaries to be read, from the oldest on, with exactly these borders
    /// @param missing of the first leg that is not covered, from the first position that no summary
    ///   has
    public record Cover(List<WalRange> summaries, Optional<WalRange> missing) {
        public Cover {
            summaries = List.copyOf(summaries);
        }
    }

    // A file may begin before the leg and end after it, which brings blocks too many, never too
    // few.
    private static List<WalRange> overlapping(WalRange leg, List<WalRange> summaries) {
        return summaries.stream()
                .filter(summary -> summary.timeline().equals(leg.timeline()))
                .filter(summary -> summary.end().compareTo(leg.start()) > 0)
                .filter(summary -> summary.start().compareTo(leg.end()) < 0)
                .sorted(Comparator.comparing(WalRange::start))
                .toList();
    }

    /// PostgreSQL's WalSummariesAreComplete (`backup/walsummary.c`).
    private static Optional<Lsn> firstMissing(WalRange leg, List<WalRange> sorted) {
        Lsn reached = leg.start();
        for (WalRange summary : sorted) {
            if (summary.start().compareTo(reached) > 0) {
                break;
            }
            reached = summary.end().compareTo(reached) > 0 ? summary.end() : reached;
        }
        return reached.compareTo(leg.end()) < 0 ? Optional.of(reached) : Optional.empty();
    }

    private static void add(List<WalRange> legs, Timeline timeline, Lsn start, Lsn end) {
        if (start.compareTo(end) < 0) {
            legs.add(new WalRange(timeline, start, end));
        }
    }
}
