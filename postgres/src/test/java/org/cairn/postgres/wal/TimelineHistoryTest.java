package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.TimelineHistory.Branch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimelineHistoryTest {
    private static final Timeline SECOND = new Timeline(2);
    private static final Timeline TENTH = new Timeline(10);
    private static final Lsn FIRST_END = Lsn.parse("0/3000148");
    private static final Lsn SECOND_END = Lsn.parse("1/A000000");

    @Test
    void readsAFileAsPostgresWritesIt() {
        TimelineHistory history =
                parse(
                        """
                        1\t0/3000148\tno recovery target specified

                        # a remark
                        2\t1/0A000000\tbefore 2026-01-02 03:04:05+00 \u00e9
                        """);

        assertThat(history.timeline()).isEqualTo(TENTH);
        assertThat(history.branches())
                .isEqualTo(
                        List.of(
                                new Branch(Timeline.FIRST, FIRST_END),
                                new Branch(SECOND, SECOND_END)));
        assertThat(history.parent()).contains(new Branch(SECOND, SECOND_END));
        assertThat(history.endOf(Timeline.FIRST)).contains(FIRST_END);
        assertThat(history.endOf(TENTH)).isEmpty();
        assertThat(history.endOf(new Timeline(3))).isEmpty();
    }

    @Test
    void saysWhichTimelineHasAByte() {
        TimelineHistory history = parse("1\t0/3000148\tx\n2\t1/A000000\tx\n");

        assertThat(history.at(new Lsn(0))).isEqualTo(Timeline.FIRST);
        assertThat(history.at(new Lsn(FIRST_END.bytes() - 1))).isEqualTo(Timeline.FIRST);
        assertThat(history.at(FIRST_END)).isEqualTo(SECOND);
        assertThat(history.at(SECOND_END)).isEqualTo(TENTH);
    }

    @Test
    void theFirstTimelineHasNoHistory() {
        assertThat(TimelineHistory.parse(Timeline.FIRST, new byte[0]))
                .isEqualTo(TimelineHistory.first());
        assertThat(TimelineHistory.first().parent()).isEmpty();
        assertThat(TimelineHistory.first().at(SECOND_END)).isEqualTo(Timeline.FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\t0/0\t",
                "1\t0-0\t",
                "1",
                "0\t0/1\tx",
                "99999999999\t0/1\tx",
                "4294967295\t0/1\tx",
                "10\t0/1\tfrom itself",
                "2\t0/1\tx\n1\t0/2\tbackwards",
                "2\t0/1\tx\n2\t0/2\ttwice",
                "1\t0/2\tx\n2\t0/1\tended before it began"
            })
    void refusesWhatNoServerWrites(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TimelineHistory parse(String text) {
        return TimelineHistory.parse(TENTH, text.getBytes(StandardCharsets.UTF_8));
    }
}
