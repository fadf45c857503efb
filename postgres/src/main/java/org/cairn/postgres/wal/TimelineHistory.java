package org.cairn.postgres.wal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// From which timelines a timeline comes, and where it left each: the content of a `.history` file.
///
/// @param branches from the oldest ancestor to the parent; empty for the first timeline
public record TimelineHistory(Timeline timeline, List<Branch> branches) {
    // The rest of a line says why the timeline was left.
    private static final Pattern LINE =
            Pattern.compile("\\s*(\\d{1,10})\\s+([0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8})(\\s.*)?");

    /// One timeline on the way, and the position at which the next one begins.
    public record Branch(Timeline parent, Lsn end) {}

    public TimelineHistory {
        branches = List.copyOf(branches);
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            Timeline next = i + 1 < branches.size() ? branches.get(i + 1).parent() : timeline;
            if (branch.parent().compareTo(next) >= 0) {
                throw new IllegalArgumentException(
                        "timeline %s cannot come from %s".formatted(next, branch.parent()));
            }
            if (i > 0 && branch.end().compareTo(branches.get(i - 1).end()) < 0) {
                throw new IllegalArgumentException(
                        "timeline %s ended before it began".formatted(branch.parent()));
            }
        }
    }

    /// The history of the first timeline, which has no file.
    public static TimelineHistory first() {
        return new TimelineHistory(Timeline.FIRST, List.of());
    }

    /// Reads the content of a timeline's file; refuses what PostgreSQL would refuse.
    public static TimelineHistory parse(Timeline timeline, byte[] text) {
        List<Branch> branches = new ArrayList<>();
        // The reasons are free text in whatever encoding; everything else is ASCII.
        new String(text, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .forEach(line -> branches.add(branch(line)));
        return new TimelineHistory(timeline, branches);
    }

    /// The timeline from which this one comes, and where it begins.
    public Optional<Branch> parent() {
        return branches.isEmpty() ? Optional.empty() : Optional.of(branches.getLast());
    }

    /// Where an ancestor was left on the way here; empty for this timeline itself and for
    /// strangers.
    public Optional<Lsn> endOf(Timeline ancestor) {
        return branches.stream()
                .filter(branch -> branch.parent().equals(ancestor))
                .map(Branch::end)
                .findFirst();
    }

    /// Which timeline on the way here has the byte at that position.
    public Timeline at(Lsn position) {
        return branches.stream()
                .filter(branch -> position.compareTo(branch.end()) < 0)
                .map(Branch::parent)
                .findFirst()
                .orElse(timeline);
    }

    private static Branch branch(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a line of a timeline history: " + line);
        }
        return new Branch(
                new Timeline(Integer.parseInt(matcher.group(1))), Lsn.parse(matcher.group(2)));
    }
}
