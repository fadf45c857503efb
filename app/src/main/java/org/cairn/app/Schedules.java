package org.cairn.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.jspecify.annotations.Nullable;

/// Does what is scheduled, one thing at a time, and backups that the stream asks for.
///
/// One thread runs [#run]; the other methods may any.
final class Schedules {
    // How long a daily time or an interval may be missed by.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);
    // Not at once: most that is served is served for long.
    private static final Duration FIRST_SWEEP = Duration.ofMinutes(15);
    private static final Duration SWEEP_EVERY = Duration.ofDays(1);

    private final Acts acts;
    private final InstantSource clock;
    private final EventSink events;
    private final List<Planned> planned = new ArrayList<>();
    private final LinkedBlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private volatile boolean stopped;
    // A backup that failed and without which there is no way back, and when it was tried.
    private @Nullable Word owed;
    private Instant owedSince = Instant.EPOCH;
    private Instant nextSweep;

    /// What can be done, each by a use case of its own.
    interface Acts {
        /// When a thing was begun last, by whomever; null before the first time. Problems: those of
        /// asking the database or the vault.
        @Nullable Instant lastBegun(Act act);

        void perform(Act act);

        /// Gives back room in the vault that nothing needs.
        default void sweep() {}

        /// Whether the vault holds a backup of a server from which its present WAL can be replayed.
        boolean isBackedUp(String systemIdentifier);
    }

    /// What the thread is told.
    private sealed interface Word {
        record BackUp() implements Word {}

        record BackUpIfNone(String systemIdentifier) implements Word {}

        record Stop() implements Word {}
    }

    private static final class Planned {
        private final ScheduleSpec schedule;
        private Instant due;

        Planned(ScheduleSpec schedule, Instant due) {
            this.schedule = schedule;
            this.due = due;
        }
    }

    Schedules(List<ScheduleSpec> schedules, Acts acts, InstantSource clock, EventSink events) {
        this.acts = acts;
        this.clock = clock;
        this.events = events;
        Instant now = clock.instant();
        this.nextSweep = now.plus(FIRST_SWEEP);
        schedules.forEach(schedule -> planned.add(new Planned(schedule, now)));
    }

    /// Works until [#stop]; what is under way is finished first.
    void run() {
        Instant since = clock.instant();
        planned.forEach(each -> each.due = due(each.schedule, since));
        while (!stopped) {
            Word word = nextWord();
            switch (word) {
                case null -> {
                    performOwed();
                    performDue(since);
                    sweepWhenDue();
                }
                case Word.BackUp _, Word.BackUpIfNone _ -> fulfil(word);
                case Word.Stop() -> {
                    return;
                }
            }
        }
    }

    private @Nullable Word nextWord() {
        try {
            return words.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // An interrupt is an order to end.
            return new Word.Stop();
        }
    }

    /// Looks once at all that is scheduled. A clock that was set back makes nothing wait longer
    /// than as if it had just been done, and one that was ahead for a while does not either.
    void performDue(Instant since) {
        for (Planned each : planned) {
            Instant now = clock.instant();
            Instant anew = Due.next(each.schedule.when(), now, since);
            if (each.due.isAfter(anew)) {
                each.due = anew;
            }
            if (stopped || now.isBefore(each.due)) {
                continue;
            }
            // Somebody may have done it by hand meanwhile; but not in the future.
            Instant byOthers = due(each.schedule, since);
            if (now.isBefore(byOthers) && !byOthers.isAfter(anew)) {
                each.due = byOthers;
                continue;
            }
            perform(each.schedule.act());
            // Counted from the attempt: what fails is tried again in time, not at once.
            each.due = Due.next(each.schedule.when(), now, since);
        }
    }

    private Instant due(ScheduleSpec schedule, Instant since) {
        try {
            return Due.next(schedule.when(), acts.lastBegun(schedule.act()), since);
        } catch (ProblemException e) {
            note("cannot find out when %s was done last: %s", name(schedule.act()), e);
            return Due.next(schedule.when(), clock.instant(), since);
        }
    }

    /// A clock that is set back or was ahead delays it by a day at most.
    void sweepWhenDue() {
        Instant now = clock.instant();
        boolean isDue = !now.isBefore(nextSweep) || nextSweep.isAfter(now.plus(SWEEP_EVERY));
        if (stopped || !isDue) {
            return;
        }
        nextSweep = now.plus(SWEEP_EVERY);
        try {
            acts.sweep();
        } catch (ProblemException e) {
            note("%s failed: %s", "the sweep of the vault", e);
        }
    }

    private void performOwed() {
        Word word = owed;
        Instant now = clock.instant();
        // Before: the clock was set back.
        boolean isTime = now.isBefore(owedSince) || !now.isBefore(owedSince.plus(TRY_AGAIN));
        if (word != null && !stopped && isTime) {
            fulfil(word);
        }
    }

    /// Takes the backup without which there is no way back, now or when it can be taken.
    private void fulfil(Word word) {
        boolean isDone =
                word instanceof Word.BackUpIfNone(String server)
                        ? backUpUnlessThere(server)
                        : perform(new Act.Backup());
        owed = isDone ? null : word;
        owedSince = clock.instant();
    }

    private boolean backUpUnlessThere(String server) {
        try {
            if (acts.isBackedUp(server)) {
                return true;
            }
            events.accept(
                    new RunEvent.Noted(
                            "no backup leads to the present WAL of this server: taking one"));
            return perform(new Act.Backup());
        } catch (ProblemException e) {
            note("cannot look for a backup of server %s: %s", server, e);
            return false;
        }
    }

    /// Says whether it succeeded.
    private boolean perform(Act act) {
        try {
            acts.perform(act);
            return true;
        } catch (ProblemException e) {
            note("%s failed: %s", name(act), e);
        } catch (CancellationException _) {
            // The end was ordered while it was under way; nothing half-done is visible.
            stopped = true;
        } catch (RuntimeException e) {
            // A mistake of ours in one act must not end all that is scheduled.
            events.accept(
                    new RunEvent.Noted(
                            "%s failed by a mistake in Cairn: %s".formatted(name(act), e)));
        }
        return false;
    }

    private static String name(Act act) {
        return switch (act) {
            case Act.Backup() -> "the backup";
            case Act.Scrub() -> "the scrub";
            case Act.Replicate() -> "copying the vault";
            case Act.Run(List<String> names) -> "the run of " + String.join(", ", names);
        };
    }

    private void note(String pattern, Object subject, ProblemException e) {
        events.accept(
                new RunEvent.Noted(
                        pattern.formatted(
                                subject,
                                "%s (%s). %s"
                                        .formatted(
                                                e.problem().headline(),
                                                e.problem().code().name(),
                                                e.problem().remedy()))));
    }

    void backUpNow() {
        words.add(new Word.BackUp());
    }

    void backUpIfNone(String systemIdentifier) {
        words.add(new Word.BackUpIfNone(systemIdentifier));
    }

    void stop() {
        stopped = true;
        words.add(new Word.Stop());
    }
}
