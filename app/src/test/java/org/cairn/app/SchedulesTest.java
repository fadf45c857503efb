package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.source.spec.ScheduleSpec.When;
import org.cairn.testkit.FakeClock;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is scheduled under a clock that jumps: nothing is lost for longer than one interval, and
/// nothing is done all the time.
final class SchedulesTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final When HOURLY = new When.Every(Duration.ofHours(1));
    private static final When AT_HALF_PAST_THREE = new When.Daily(LocalTime.of(3, 30));
    private static final Duration YEARS = Duration.ofDays(1500);

    private final FakeClock clock = FakeClock.at(START);
    private final List<Instant> begun = new ArrayList<>();
    private final List<Instant> swept = new ArrayList<>();

    /// As the vault tells it: the latest of all that were begun, also of those under a wrong clock.
    private final class Backups implements Schedules.Acts {
        @Override
        public @Nullable Instant lastBegun(Act act) {
            return begun.stream().max(Comparator.naturalOrder()).orElse(null);
        }

        @Override
        public void perform(Act act) {
            begun.add(clock.instant());
        }

        @Override
        public void sweep() {
            swept.add(clock.instant());
        }

        @Override
        public boolean isBackedUp(String systemIdentifier) {
            return true;
        }
    }

    private Schedules schedules(When when) {
        return new Schedules(
                List.of(new ScheduleSpec(new Act.Backup(), when)),
                new Backups(),
                clock,
                EventSink.NONE);
    }

    /// Looks every minute for some time; gives how often it was done.
    private int pass(Schedules schedules, Duration time) {
        int before = begun.size();
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            clock.advance(Duration.ofMinutes(1));
            schedules.performDue(START);
        }
        return begun.size() - before;
    }

    @Test
    void anHourlyActIsDoneEachHourAndADailyOneEachDay() {
        assertThat(pass(schedules(HOURLY), Duration.ofHours(10))).isEqualTo(10);
        begun.clear();
        assertThat(pass(schedules(AT_HALF_PAST_THREE), Duration.ofDays(5))).isEqualTo(5);
    }

    @Test
    void theVaultIsSweptOnceADayWhateverTheClockDoes() {
        Schedules schedules = schedules(HOURLY);
        sweepFor(schedules, Duration.ofDays(5));
        assertThat(swept).hasSize(5);

        clock.advance(YEARS);
        sweepFor(schedules, Duration.ofDays(1));
        assertThat(swept).hasSize(6);

        clock.set(START);
        sweepFor(schedules, Duration.ofDays(1));
        assertThat(swept).hasSize(7);
    }

    private void sweepFor(Schedules schedules, Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            clock.advance(Duration.ofMinutes(1));
            schedules.sweepWhenDue();
        }
    }

    @Test
    void aClockThatIsSetBackDelaysByOneIntervalAtMost() {
        for (When when : List.of(HOURLY, AT_HALF_PAST_THREE)) {
            Duration interval = when.equals(HOURLY) ? Duration.ofHours(1) : Duration.ofDays(1);
            begun.clear();
            clock.set(START);
            Schedules schedules = schedules(when);
            pass(schedules, interval.multipliedBy(2));

            clock.advance(YEARS.negated());

            assertThat(pass(schedules, interval.plusMinutes(1))).as("%s", when).isEqualTo(1);
            assertThat(pass(schedules, interval.multipliedBy(5))).as("%s", when).isEqualTo(5);
        }
    }

    @Test
    void aClockThatWasAheadForAWhileDelaysByOneIntervalAtMost() {
        for (When when : List.of(HOURLY, AT_HALF_PAST_THREE)) {
            Duration interval = when.equals(HOURLY) ? Duration.ofHours(1) : Duration.ofDays(1);
            begun.clear();
            clock.set(START);
            Schedules schedules = schedules(when);
            pass(schedules, interval.multipliedBy(2));

            clock.advance(YEARS);
            assertThat(pass(schedules, Duration.ofMinutes(10))).as("made up for").isEqualTo(1);
            clock.advance(YEARS.negated());

            assertThat(pass(schedules, interval.plusMinutes(1))).as("%s", when).isEqualTo(1);
            assertThat(pass(schedules, interval.multipliedBy(5))).as("%s", when).isEqualTo(5);
        }
    }

    @Test
    void afterARestartWhatWasDoneInTheFutureCountsForNothing() {
        begun.add(START.plus(YEARS));

        Schedules schedules = schedules(HOURLY);

        assertThat(pass(schedules, Duration.ofHours(5))).isEqualTo(5);
    }

    @Test
    void whatSomebodyDidByHandIsNotDoneAgain() {
        Schedules schedules = schedules(HOURLY);
        pass(schedules, Duration.ofMinutes(30));
        begun.add(clock.instant());

        assertThat(pass(schedules, Duration.ofMinutes(59))).isZero();
        assertThat(pass(schedules, Duration.ofMinutes(1))).isEqualTo(1);
    }

    /// Where the clock lands, something may lie that was done under another time: it counts.
    @Test
    void howeverTheClockJumpsNoTwoIntervalsPassWithoutTheAct() {
        SeededRandom.forAll(
                50,
                random -> {
                    begun.clear();
                    clock.set(START);
                    Schedules schedules = schedules(HOURLY);
                    for (int jump = 0; jump < 20; jump++) {
                        clock.advance(Duration.ofMinutes(random.between(-100_000, 100_000)));
                        assertThat(pass(schedules, Duration.ofMinutes(121))).isBetween(1, 3);
                        assertThat(pass(schedules, Duration.ofHours(3))).isBetween(2, 3);
                    }
                });
    }
}
