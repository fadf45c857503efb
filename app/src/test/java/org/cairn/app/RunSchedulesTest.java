package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.app.PlannedRuns.Past;
import org.cairn.app.PlannedRuns.Planned;
import org.cairn.kernel.EventSink;
import org.cairn.source.spec.CronTime;
import org.cairn.source.spec.ScheduleSpec.When;
import org.cairn.testkit.FakeClock;
import org.junit.jupiter.api.Test;

/// What is run by itself, under a clock that a test moves.
final class RunSchedulesTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final Planned HOURLY =
            new Planned(List.of("a"), new When.Every(Duration.ofHours(1)));
    private static final Planned NIGHTLY =
            new Planned(
                    List.of("b"),
                    new When.Cron(CronTime.parse("15 2 * * *"), ZoneId.of("Africa/Nairobi")));

    private final FakeClock clock = FakeClock.at(START);
    private final Map<List<String>, Past> ledger = new LinkedHashMap<>();
    private final List<String> begun = new ArrayList<>();
    private boolean fails;

    private final class Ledger implements RunSchedules.Acts {
        @Override
        public Past past(List<String> names) {
            return ledger.getOrDefault(names, Past.NONE);
        }

        @Override
        public void run(List<String> names) {
            begun.add(names.getFirst() + " " + clock.instant());
            int failures = past(names).failures();
            ledger.put(names, new Past(clock.instant(), fails ? failures + 1 : 0));
        }

        @Override
        public void cancel() {}
    }

    private RunSchedules schedules(Planned... planned) {
        return new RunSchedules(List.of(planned), new Ledger(), clock, EventSink.NONE);
    }

    private void pass(RunSchedules schedules, Duration time) {
        Instant since = clock.instant();
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            clock.advance(Duration.ofMinutes(1));
            schedules.begin(since).forEach(schedules::perform);
        }
    }

    @Test
    void eachIsRunAtItsTimes() {
        pass(schedules(HOURLY, NIGHTLY), Duration.ofDays(1));

        assertThat(begun.stream().filter(each -> each.startsWith("a"))).hasSize(24);
        assertThat(begun.stream().filter(each -> each.startsWith("b")))
                .singleElement()
                .asString()
                .startsWith("b 2026-11-27T23:1");
    }

    @Test
    void whatWasMissedWhileNobodyWasThereIsMadeUpForOnce() {
        ledger.put(List.of("b"), new Past(START.minus(Duration.ofDays(9)), 0));

        pass(schedules(NIGHTLY), Duration.ofHours(2));

        assertThat(begun).hasSize(1);
    }

    @Test
    void whatIsUnderWayIsNotBegunAgain() {
        RunSchedules schedules = schedules(HOURLY);
        clock.advance(Duration.ofHours(1));

        assertThat(schedules.begin(START)).hasSize(1);
        clock.advance(Duration.ofHours(5));
        assertThat(schedules.begin(START)).isEmpty();
    }

    @Test
    void whatFailsWaitsLongerEachTime() {
        fails = true;
        var quick = new Planned(List.of("a"), new When.Every(Duration.ofMinutes(1)));
        RunSchedules schedules = schedules(quick);

        pass(schedules, Duration.ofHours(2));
        assertThat(begun).hasSize(7);

        fails = false;
        pass(schedules, Duration.ofHours(2));
        assertThat(begun.size()).isGreaterThan(60);
    }

    @Test
    void whatSomebodyRanByHandIsNotRunAgain() {
        RunSchedules schedules = schedules(HOURLY);
        ledger.put(List.of("a"), new Past(START, 0));
        pass(schedules, Duration.ofMinutes(55));
        ledger.put(List.of("a"), new Past(clock.instant(), 0));

        pass(schedules, Duration.ofMinutes(55));

        assertThat(begun).isEmpty();
    }

    @Test
    void aClockThatWasAheadHoldsNothingUp() {
        ledger.put(List.of("a"), new Past(START.plus(Duration.ofDays(900)), 0));

        pass(schedules(HOURLY), Duration.ofMinutes(5));

        assertThat(begun).hasSize(1);
    }
}
