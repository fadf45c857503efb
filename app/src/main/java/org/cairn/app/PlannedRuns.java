package org.cairn.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.source.spec.ScheduleSpec.When;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// What is declared to be run by itself, and when that is due. Pure.
final class PlannedRuns {
    // Runs of the same minute do not begin in the same second, each always at its own.
    private static final int SPREAD_SECONDS = 30;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);
    private static final int MOST_DOUBLINGS = 16;

    private PlannedRuns() {}

    /// Something to run.
    record Planned(List<String> names, When when) {}

    /// What the ledger says of the runs of these names.
    ///
    /// @param begun when the last one began; null before the first
    /// @param failures how many have failed since the last one that did not
    record Past(@Nullable Instant begun, int failures) {
        static final Past NONE = new Past(null, 0);
    }

    /// All schedules of a project and its sources.
    static List<Planned> of(Declarations declarations) {
        List<Planned> planned = new ArrayList<>();
        for (ScheduleSpec schedule : declarations.project().schedules()) {
            if (schedule.act() instanceof Act.Run(List<String> names)) {
                planned.add(new Planned(names, schedule.when()));
            }
        }
        for (SourceSpec source : declarations.sources()) {
            When when = source.schedule().when();
            if (when != null) {
                planned.add(new Planned(List.of(source.name()), when));
            }
        }
        return planned;
    }

    /// When it is due next. What failed waits longer each time, at most six hours more; what was
    /// missed is made up for once.
    ///
    /// @param since from when on somebody looks
    static Instant due(Planned planned, Past past, Instant since) {
        Instant next = Due.next(planned.when(), past.begun(), since);
        if (past.begun() != null && past.failures() > 0) {
            Instant patient = past.begun().plus(wait(past.failures()));
            next = patient.isAfter(next) ? patient : next;
        }
        return next.equals(Instant.MAX) || planned.when() instanceof When.Every
                ? next
                : next.plusSeconds(spread(planned));
    }

    private static Duration wait(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static int spread(Planned planned) {
        return Math.floorMod(planned.names().hashCode(), SPREAD_SECONDS);
    }
}
