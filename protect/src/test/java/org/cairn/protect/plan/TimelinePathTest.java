package org.cairn.protect.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

final class TimelinePathTest {
    private static final Timeline ONE = new Timeline(1);
    private static final Timeline TWO = new Timeline(2);
    private static final Timeline FIVE = new Timeline(5);
    // 1 was left at 0/500, 2 at 0/800; 3 and 4 are on no way to 5.
    private static final TimelinePath TO_FIVE =
            TimelinePath.of(
                    TimelineHistory.parse(FIVE, "1\t0/500\tx\n2\t0/800\ty\n".getBytes(US_ASCII)));
    private static final TimelinePath TO_ONE = TimelinePath.of(TimelineHistory.first());

    private static Lsn lsn(String text) {
        return Lsn.parse(text);
    }

    private static WalRange range(Timeline timeline, String start, String end) {
        return new WalRange(timeline, lsn(start), lsn(end));
    }

    @Test
    void aByteIsOfTheTimelineThatWroteItAndTheSwitchIsOfTheNext() {
        assertThat(TO_FIVE.at(lsn("0/4FF"))).isEqualTo(ONE);
        assertThat(TO_FIVE.at(lsn("0/500"))).isEqualTo(TWO);
        assertThat(TO_FIVE.at(lsn("0/7FF"))).isEqualTo(TWO);
        assertThat(TO_FIVE.at(lsn("0/800"))).isEqualTo(FIVE);
        assertThat(TO_FIVE.at(lsn("F/0"))).isEqualTo(FIVE);
        assertThat(TO_FIVE.timeline()).isEqualTo(FIVE);
    }

    @Test
    void whatAnAncestorWroteAfterItWasLeftIsNotOnTheWay() {
        assertThat(TO_FIVE.holds(ONE, lsn("0/500"))).isTrue();
        assertThat(TO_FIVE.holds(ONE, lsn("0/501"))).isFalse();
        assertThat(TO_FIVE.holds(TWO, lsn("0/801"))).isFalse();
        assertThat(TO_FIVE.holds(new Timeline(3), lsn("0/600"))).isFalse();
        assertThat(TO_FIVE.holds(FIVE, lsn("F/0"))).isTrue();
    }

    @Test
    void aWayIsCutWhereTimelinesChange() {
        assertThat(TO_FIVE.between(lsn("0/400"), lsn("0/900")))
                .containsExactly(
                        range(ONE, "0/400", "0/500"),
                        range(TWO, "0/500", "0/800"),
                        range(FIVE, "0/800", "0/900"));
        assertThat(TO_FIVE.between(lsn("0/500"), lsn("0/800")))
                .containsExactly(range(TWO, "0/500", "0/800"));
        assertThat(TO_FIVE.between(lsn("0/600"), lsn("0/600"))).isEmpty();
        assertThat(TO_ONE.between(lsn("0/1"), lsn("0/2")))
                .containsExactly(range(ONE, "0/1", "0/2"));
    }

    @Test
    void aTimelineThatEndedWhereItBeganHasNoPart() {
        var path =
                TimelinePath.of(
                        TimelineHistory.parse(
                                FIVE, "1\t0/500\tx\n2\t0/500\ty\n".getBytes(US_ASCII)));

        assertThat(path.between(lsn("0/400"), lsn("0/900")))
                .containsExactly(range(ONE, "0/400", "0/500"), range(FIVE, "0/500", "0/900"));
        assertThat(path.holds(TWO, lsn("0/500"))).isFalse();
    }

    @Test
    void walGoesOnOverASwitchOnlyWhereTheNextTimelineIsThereFromItsFirstByte() {
        var whole =
                List.of(
                        range(ONE, "0/400", "0/600"),
                        range(TWO, "0/500", "0/800"),
                        range(FIVE, "0/780", "0/850"));

        assertThat(TO_FIVE.contiguousEnd(WalCoverage.of(whole), lsn("0/410")))
                .isEqualTo(lsn("0/850"));
        assertThat(
                        TO_FIVE.contiguousEnd(
                                WalCoverage.of(List.of(whole.get(0), whole.get(2))), lsn("0/410")))
                .as("without timeline 2")
                .isEqualTo(lsn("0/500"));
        assertThat(
                        TO_FIVE.contiguousEnd(
                                WalCoverage.of(
                                        List.of(
                                                range(ONE, "0/400", "0/4FF"),
                                                whole.get(1),
                                                whole.get(2))),
                                lsn("0/410")))
                .as("one byte short of the switch")
                .isEqualTo(lsn("0/4FF"));
        assertThat(
                        TO_FIVE.contiguousEnd(
                                WalCoverage.of(
                                        List.of(
                                                whole.get(0),
                                                range(TWO, "0/501", "0/800"),
                                                whole.get(2))),
                                lsn("0/410")))
                .as("one byte late")
                .isEqualTo(lsn("0/500"));
    }

    @Test
    void fromWhereNothingIsItGoesNowhere() {
        assertThat(TO_FIVE.contiguousEnd(WalCoverage.NOTHING, lsn("0/410")))
                .isEqualTo(lsn("0/410"));
        assertThat(
                        TO_ONE.contiguousEnd(
                                WalCoverage.of(List.of(range(ONE, "0/500", "0/600"))),
                                lsn("0/410")))
                .isEqualTo(lsn("0/410"));
    }
}
