package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentSizeTest {
    @ParameterizedTest
    @CsvSource({
        "16777216, 1, 0/0, 000000010000000000000000",
        "16777216, 1, 16/B374D848, 0000000100000016000000B3",
        "16777216, 10, 0/FFFFFFFF, 0000000A00000000000000FF",
        "16777216, 1, 1/0, 000000010000000100000000",
        "1048576, 1, 0/FFFFFFFF, 000000010000000000000FFF",
        "1073741824, 2, 16/C0000000, 000000020000001600000003"
    })
    void namesFilesAsPostgresDoes(int bytes, int timeline, String lsn, String name) {
        assertThat(new SegmentSize(bytes).fileName(new Timeline(timeline), Lsn.parse(lsn)))
                .isEqualTo(name);
    }

    @Test
    void findsTheBordersOfASegment() {
        SegmentSize size = SegmentSize.DEFAULT;
        Lsn inside = Lsn.parse("16/B374D848");
        Lsn start = Lsn.parse("16/B3000000");
        Lsn end = Lsn.parse("16/B4000000");

        assertThat(size.startOf(inside)).isEqualTo(start).isEqualTo(size.startOf(start));
        assertThat(size.endOf(inside)).isEqualTo(end).isEqualTo(size.endOf(start));
        assertThat(size.segment(Timeline.FIRST, inside))
                .isEqualTo(new WalRange(Timeline.FIRST, start, end));
        assertThat(size.isBoundary(start)).isTrue();
        assertThat(size.isBoundary(inside)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 19, 3 << 20, Integer.MIN_VALUE, (16 << 20) + 1})
    void refusesSizesThatNoServerHas(int bytes) {
        assertThatThrownBy(() -> new SegmentSize(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a size of WAL segments: " + bytes);
    }
}
