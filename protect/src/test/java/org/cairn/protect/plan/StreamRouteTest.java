package org.cairn.protect.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

final class StreamRouteTest {
    private static final SegmentSize SIZE = new SegmentSize(1 << 20);
    private static final Timeline ONE = new Timeline(1);
    private static final Timeline TWO = new Timeline(2);
    private static final Timeline THREE = new Timeline(3);
    private static final TimelineHistory FIRST = TimelineHistory.first();
    // Left 1 at 0/5200100 and 2 at 0/5800200.
    private static final TimelineHistory THIRD =
            TimelineHistory.parse(
                    THREE,
                    "1\t0/5200100\tno recovery target\n\n2\t0/5800200\tat a name\n"
                            .getBytes(US_ASCII));

    private static WalRange range(Timeline timeline, String start, String end) {
        return new WalRange(timeline, Lsn.parse(start), Lsn.parse(end));
    }

    private static StreamRoute.Leg leg(Timeline timeline, String since, String from, String end) {
        return new StreamRoute.Leg(
                timeline,
                Lsn.parse(since),
                Lsn.parse(from),
                end.isEmpty() ? Optional.empty() : Optional.of(Lsn.parse(end)));
    }

    @Test
    void aNewServerIsReceivedFromTheStartOfTheSegment() {
        assertThat(StreamRoute.anew(FIRST, Lsn.parse("0/5234567"), SIZE))
                .containsExactly(leg(ONE, "0/5200000", "0/5200000", ""));
    }

    @Test
    void aNewServerIsReceivedFromTheTimelineThatHasThePosition() {
        assertThat(StreamRoute.anew(THIRD, Lsn.parse("0/5300005"), SIZE))
                .containsExactly(
                        leg(TWO, "0/5300000", "0/5300000", "0/5800200"),
                        leg(THREE, "0/5800000", "0/5800000", ""));
        assertThat(StreamRoute.anew(THIRD, Lsn.parse("0/5900000"), SIZE))
                .containsExactly(leg(THREE, "0/5900000", "0/5900000", ""));
    }

    @Test
    void goesOnWhereWhatIsHeldEnds() {
        var held = WalCoverage.of(List.of(range(ONE, "0/5000000", "0/5000123")));

        assertThat(StreamRoute.onwards(FIRST, held, SIZE))
                .containsExactly(leg(ONE, "0/5000000", "0/5000123", ""));
    }

    @Test
    void receivesTheRestOfOldTimelinesFirst() {
        var held = WalCoverage.of(List.of(range(ONE, "0/5000000", "0/5100010")));

        assertThat(StreamRoute.onwards(THIRD, held, SIZE))
                .containsExactly(
                        leg(ONE, "0/5000000", "0/5100010", "0/5200100"),
                        leg(TWO, "0/5200000", "0/5200000", "0/5800200"),
                        leg(THREE, "0/5800000", "0/5800000", ""));
    }

    @Test
    void whatIsHeldBeyondTheSwitchIsLeftAlone() {
        var held =
                WalCoverage.of(
                        List.of(
                                range(ONE, "0/5000000", "0/5300000"),
                                range(TWO, "0/5200000", "0/5800200")));

        assertThat(StreamRoute.onwards(THIRD, held, SIZE))
                .containsExactly(leg(THREE, "0/5800000", "0/5800000", ""));
    }

    @Test
    void aHoleIsReceivedAgain() {
        var held =
                WalCoverage.of(
                        List.of(
                                range(ONE, "0/5000000", "0/5000100"),
                                range(ONE, "0/5000200", "0/5000300")));

        assertThat(StreamRoute.onwards(FIRST, held, SIZE))
                .containsExactly(leg(ONE, "0/5000000", "0/5000100", ""));
    }

    @Test
    void tellsAnotherPastFromTheSame() {
        var second = TimelineHistory.parse(TWO, "1\t0/5200100\tx\n".getBytes(US_ASCII));
        var heldOfTwo = WalCoverage.of(List.of(range(TWO, "0/5200000", "0/5300000")));
        var fromOne = TimelineHistory.parse(THREE, "1\t0/5100000\tx\n".getBytes(US_ASCII));

        assertThat(StreamRoute.isSamePast(FIRST, WalCoverage.NOTHING)).isTrue();
        assertThat(StreamRoute.isSamePast(second, heldOfTwo)).isTrue();
        assertThat(StreamRoute.isSamePast(THIRD, heldOfTwo)).isTrue();
        assertThat(StreamRoute.isSamePast(FIRST, heldOfTwo)).as("older").isFalse();
        assertThat(StreamRoute.isSamePast(fromOne, heldOfTwo)).as("not from there").isFalse();
    }

    /// Restored to a point before the newest timeline began, and put in the server's place.
    @Test
    void followsAServerThatWasPutBackFurther() {
        var held =
                WalCoverage.of(
                        List.of(
                                range(ONE, "0/5000000", "0/5280000"),
                                range(TWO, "0/5200000", "0/5300000")));
        var fromOne = TimelineHistory.parse(THREE, "1\t0/5100000\tx\n".getBytes(US_ASCII));

        assertThat(StreamRoute.branchesOff(fromOne, held)).isTrue();
        assertThat(StreamRoute.isSamePast(fromOne, held)).isTrue();
        assertThat(StreamRoute.onwards(fromOne, held, SIZE))
                .containsExactly(leg(THREE, "0/5100000", "0/5100000", ""));
        assertThat(StreamRoute.branchesOff(THIRD, held)).as("came from the newest").isFalse();
    }
}
