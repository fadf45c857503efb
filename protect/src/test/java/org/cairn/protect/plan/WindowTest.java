package org.cairn.protect.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

final class WindowTest {
    private static final Timeline ONE = new Timeline(1);
    private static final Timeline TWO = new Timeline(2);
    private static final Instant TEN = Instant.parse("2026-11-01T10:00:00Z");
    private static final TimelinePath TO_ONE = TimelinePath.of(TimelineHistory.first());
    private static final TimelinePath TO_TWO =
            TimelinePath.of(TimelineHistory.parse(TWO, "1\t0/500\tx\n".getBytes(US_ASCII)));

    private static Base base(Timeline timeline, String start, String stop) {
        Lsn end = Lsn.parse(stop);
        return new Base(stop, timeline, Lsn.parse(start), end, TEN.plusSeconds(end.bytes()), 1, 1);
    }

    private static WalRange range(Timeline timeline, String start, String end) {
        return new WalRange(timeline, Lsn.parse(start), Lsn.parse(end));
    }

    private static List<String> intervals(TimelinePath path, List<Base> bases, WalRange... wal) {
        return Window.of(path, bases, WalCoverage.of(List.of(wal))).intervals().stream()
                .map(interval -> interval.from() + "-" + interval.to())
                .toList();
    }

    @Test
    void aWindowGoesFromTheEndOfABackupToTheEndOfItsWal() {
        assertThat(
                        intervals(
                                TO_ONE,
                                List.of(base(ONE, "0/100", "0/180")),
                                range(ONE, "0/100", "0/300")))
                .containsExactly("0/180-0/300");
    }

    @Test
    void aLaterBackupOfTheSameWalAddsNothing() {
        assertThat(
                        intervals(
                                TO_ONE,
                                List.of(base(ONE, "0/200", "0/280"), base(ONE, "0/100", "0/180")),
                                range(ONE, "0/100", "0/300")))
                .containsExactly("0/180-0/300");
    }

    @Test
    void aGapSplitsItAndTheNextBackupBeginsAnother() {
        List<Base> bases = List.of(base(ONE, "0/100", "0/180"), base(ONE, "0/380", "0/3C0"));

        assertThat(
                        intervals(
                                TO_ONE,
                                bases,
                                range(ONE, "0/100", "0/300"),
                                range(ONE, "0/340", "0/500")))
                .containsExactly("0/180-0/300", "0/3C0-0/500");
    }

    @Test
    void aBackupWhoseOwnWalIsNotWholeOpensNothing() {
        List<Base> bases = List.of(base(ONE, "0/100", "0/180"));

        assertThat(intervals(TO_ONE, bases, range(ONE, "0/100", "0/17F"))).isEmpty();
        assertThat(intervals(TO_ONE, bases, range(ONE, "0/101", "0/300"))).isEmpty();
        assertThat(intervals(TO_ONE, bases)).isEmpty();
        assertThat(intervals(TO_ONE, bases, range(ONE, "0/100", "0/180")))
                .as("the last byte is there")
                .containsExactly("0/180-0/180");
    }

    @Test
    void goesOnOverASwitchOfTimelinesAndLeavesOutWhatTheOldOneWroteBehindIt() {
        List<Base> bases = List.of(base(ONE, "0/100", "0/180"), base(ONE, "0/520", "0/580"));

        assertThat(
                        intervals(
                                TO_TWO,
                                bases,
                                range(ONE, "0/100", "0/600"),
                                range(TWO, "0/500", "0/700")))
                .containsExactly("0/180-0/700");
    }

    @Test
    void saysWhatCanBeReachedInWords() {
        var window =
                Window.of(
                        TO_ONE,
                        List.of(base(ONE, "0/100", "0/180")),
                        WalCoverage.of(List.of(range(ONE, "0/100", "0/300"))));

        assertThat(window.reachable()).isEqualTo("0/180 (2026-11-01T10:06:24Z) to 0/300");
        assertThat(window.newest()).contains(window.intervals().getFirst());
        assertThat(new Window(List.of()).reachable())
                .isEqualTo("no point at all: no backup is complete");
        assertThat(new Window(List.of()).newest()).isEmpty();
    }
}
