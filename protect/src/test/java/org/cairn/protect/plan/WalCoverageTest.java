package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class WalCoverageTest {
    private static final Timeline ONE = Timeline.FIRST;
    private static final Timeline TWO = new Timeline(2);

    private static WalRange range(Timeline timeline, long start, long end) {
        return new WalRange(timeline, new Lsn(start), new Lsn(end));
    }

    @Test
    void rangesThatTouchBecomeOneRun() {
        var coverage =
                WalCoverage.of(List.of(range(ONE, 20, 30), range(ONE, 10, 20), range(ONE, 40, 50)));

        assertThat(coverage.stretches()).containsExactly(range(ONE, 10, 30), range(ONE, 40, 50));
        assertThat(coverage.contiguousEnd(ONE, new Lsn(10))).isEqualTo(new Lsn(30));
        assertThat(coverage.contiguousEnd(ONE, new Lsn(30))).isEqualTo(new Lsn(30));
        assertThat(coverage.contiguousEnd(ONE, new Lsn(35))).isEqualTo(new Lsn(35));
        assertThat(coverage.covers(range(ONE, 11, 30))).isTrue();
        assertThat(coverage.covers(range(ONE, 11, 31))).isFalse();
        assertThat(coverage.gaps()).containsExactly(range(ONE, 30, 40));
        assertThat(coverage.gaps(range(ONE, 0, 60)))
                .containsExactly(range(ONE, 0, 10), range(ONE, 30, 40), range(ONE, 50, 60));
    }

    @Test
    void timelinesAreCountedEachForItself() {
        var coverage = WalCoverage.of(List.of(range(ONE, 10, 20), range(TWO, 20, 30)));

        assertThat(coverage.stretches()).hasSize(2);
        assertThat(coverage.contiguousEnd(ONE, new Lsn(10))).isEqualTo(new Lsn(20));
        assertThat(coverage.newestTimeline()).contains(TWO);
        assertThat(coverage.covers(range(ONE, 20, 30))).isFalse();
        assertThat(WalCoverage.NOTHING.newestTimeline()).isEqualTo(Optional.empty());
        assertThat(WalCoverage.NOTHING.gaps(range(ONE, 1, 2))).containsExactly(range(ONE, 1, 2));
    }

    @Test
    void agreesWithASetOfBytes() {
        SeededRandom.forAll(300, WalCoverageTest::compareWithBytes);
    }

    private static void compareWithBytes(SeededRandom random) {
        var bytes = new BitSet();
        List<WalRange> ranges = new ArrayList<>();
        for (int i = random.between(0, 12); i > 0; i--) {
            int start = random.between(0, 60);
            int end = start + random.between(1, 12);
            bytes.set(start, end);
            ranges.add(range(ONE, start, end));
        }
        int half = random.between(0, ranges.size());
        var coverage =
                WalCoverage.of(ranges.subList(0, half)).with(ranges.subList(half, ranges.size()));
        int from = random.between(0, 70);
        int to = from + random.between(1, 20);

        assertThat(coverage.contiguousEnd(ONE, new Lsn(from)).bytes())
                .isEqualTo(bytes.nextClearBit(from));
        assertThat(coverage.covers(range(ONE, from, to))).isEqualTo(bytes.nextClearBit(from) >= to);
        var missing = new BitSet();
        for (WalRange gap : coverage.gaps(range(ONE, from, to))) {
            missing.set((int) gap.start().bytes(), (int) gap.end().bytes());
        }
        var expected = new BitSet();
        expected.set(from, to);
        expected.andNot(bytes);
        assertThat(missing).isEqualTo(expected);
    }
}
