package org.cairn.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Notes what goes wrong at each attempt: once with the remedy when it begins, then once an hour
/// with how often and since when, and a word when it is over. Safe for any thread.
public final class RecurringProblem {
    static final Duration SAY_AGAIN = Duration.ofHours(1);

    private final String trouble;
    private final String end;
    private final InstantSource clock;
    private final EventSink events;
    // Of each kind for itself: two that take turns are no news either.
    private final SequencedMap<ProblemCode, Spell> spells = new LinkedHashMap<>();

    private static final class Spell {
        private final Instant since;
        private Instant said;
        private long times;

        Spell(Instant since) {
            this.since = since;
            this.said = since;
        }
    }

    /// @param trouble what does not work, such as "WAL is not received"
    /// @param end what is to be said when it works again
    public RecurringProblem(String trouble, String end, InstantSource clock, EventSink events) {
        this.trouble = trouble;
        this.end = end;
        this.clock = clock;
        this.events = events;
    }

    public void happened(Problem problem) {
        counted(problem).ifPresent(this::note);
    }

    /// Says so if there was anything.
    public void over() {
        ended().ifPresent(this::note);
    }

    private synchronized Optional<String> counted(Problem problem) {
        Instant now = clock.instant();
        Spell spell = spells.computeIfAbsent(problem.code(), _ -> new Spell(now));
        spell.times++;
        String line = "%s: %s (%s)".formatted(trouble, problem.headline(), problem.code().name());
        if (spell.times == 1) {
            return Optional.of("%s. %s".formatted(line, problem.remedy()));
        }
        if (now.isBefore(spell.said.plus(SAY_AGAIN))) {
            return Optional.empty();
        }
        spell.said = now;
        return Optional.of("%s, %s".formatted(line, howOften(spell.times, spell.since)));
    }

    private synchronized Optional<String> ended() {
        if (spells.isEmpty()) {
            return Optional.empty();
        }
        long times = spells.values().stream().mapToLong(spell -> spell.times).sum();
        Instant since = spells.firstEntry().getValue().since;
        spells.clear();
        return Optional.of("%s; failed %s".formatted(end, howOften(times, since)));
    }

    private static String howOften(long times, Instant since) {
        return "%s since %s"
                .formatted(
                        times == 1 ? "once" : times + " times",
                        since.truncatedTo(ChronoUnit.SECONDS));
    }

    private void note(String line) {
        events.accept(new RunEvent.Noted(line));
    }
}
