package org.cairn.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.cairn.app.PlannedRuns.Past;
import org.cairn.app.PlannedRuns.Planned;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;

/// Runs sources when they are due, several at a time, none twice at the same time. Beside
/// [Schedules], so that a long run keeps no backup waiting.
///
/// One thread runs [#run]; [#stop] may any.
final class RunSchedules {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    // Somebody may run a source by hand meanwhile, so the ledger is asked again.
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 4;

    private final List<Slot> slots = new ArrayList<>();
    private final Acts acts;
    private final InstantSource clock;
    private final EventSink events;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<String> busy = new HashSet<>();

    /// What can be done.
    interface Acts {
        /// Problems: those of asking the database.
        Past past(List<String> names);

        /// Runs them, and tells how it ended itself.
        void run(List<String> names);

        /// Ends what is under way.
        void cancel();
    }

    private static final class Slot {
        private final Planned planned;
        private Past past = Past.NONE;
        private Instant asked = Instant.EPOCH;

        Slot(Planned planned) {
            this.planned = planned;
        }
    }

    RunSchedules(List<Planned> planned, Acts acts, InstantSource clock, EventSink events) {
        planned.forEach(each -> slots.add(new Slot(each)));
        this.acts = acts;
        this.clock = clock;
        this.events = events;
    }

    /// Works until [#stop]; what is under way then is cancelled.
    void run() {
        Instant since = clock.instant();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofPlatform().name("scheduled-run-", 1).factory())) {
            while (!stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                for (List<String> names : begin(since)) {
                    pool.execute(() -> perform(names));
                }
            }
            acts.cancel();
        } catch (InterruptedException _) {
            // An interrupt is an order to end.
            acts.cancel();
        }
    }

    /// What is to be run now; it counts as under way from here on, until [#perform] has ended.
    List<List<String>> begin(Instant since) {
        List<List<String>> begun = new ArrayList<>();
        for (Slot slot : slots) {
            Instant now = clock.instant();
            List<String> names = slot.planned.names();
            if (isBusy(names) || !isDue(slot, now, since)) {
                continue;
            }
            synchronized (busy) {
                busy.addAll(names);
            }
            begun.add(names);
        }
        return begun;
    }

    private boolean isBusy(List<String> names) {
        synchronized (busy) {
            return names.stream().anyMatch(busy::contains);
        }
    }

    private boolean isDue(Slot slot, Instant now, Instant since) {
        Instant again = slot.asked.plus(ASK_EVERY);
        // Before: the clock was set back.
        if (now.isBefore(slot.asked) || !now.isBefore(again) || wouldBegin(slot, now, since)) {
            slot.asked = now;
            try {
                slot.past = acts.past(slot.planned.names());
            } catch (ProblemException _) {
                // The stream of WAL says what is the matter with the database; asked again later.
                return false;
            }
        }
        return wouldBegin(slot, now, since);
    }

    private static boolean wouldBegin(Slot slot, Instant now, Instant since) {
        Past past = slot.past;
        Instant begun = past.begun();
        if (begun != null && begun.isAfter(now)) {
            // What a clock that was ahead wrote down counts for nothing.
            past = new Past(null, past.failures());
        }
        return !now.isBefore(PlannedRuns.due(slot.planned, past, since));
    }

    void perform(List<String> names) {
        try {
            acts.run(names);
        } catch (RuntimeException | Error e) {
            // Nothing that one run does may end the others.
            events.accept(
                    new RunEvent.Noted(
                            "the run of %s failed by a mistake in Cairn: %s"
                                    .formatted(String.join(", ", names), e)));
        } finally {
            slots.stream()
                    .filter(slot -> slot.planned.names().equals(names))
                    .forEach(slot -> slot.asked = Instant.EPOCH);
            synchronized (busy) {
                names.forEach(busy::remove);
            }
        }
    }

    void stop() {
        stopped.countDown();
        acts.cancel();
    }
}
