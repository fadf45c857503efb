package org.cairn.postgres.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

final class WalRouteTest {
    private static final ServerStanding STANDING =
            new ServerStanding("77", Instant.EPOCH, true, false, 900);

    @Test
    void onOneTimelineItIsOneLeg() {
        assertThat(route(1, 100, TimelineHistory.first(), 300).legs())
                .containsExactly(range(1, 100, 300));
    }

    @Test
    void nothingBetweenIsNoLeg() {
        assertThat(route(1, 100, TimelineHistory.first(), 100).legs()).isEmpty();
        assertThat(route(1, 100, TimelineHistory.first(), 100).coverBy(List.of()).missing())
                .isEmpty();
    }

    @Test
    void itChangesTimelinesWhereTheServerDidAndLeavesOutWhatCameBefore() {
        var history = history(5, branch(1, 50), branch(2, 200), branch(3, 200), branch(4, 250));

        assertThat(route(2, 100, history, 300).legs())
                .containsExactly(range(2, 100, 200), range(4, 200, 250), range(5, 250, 300));
    }

    @Test
    void summariesThatMeetCoverIt() {
        var cover =
                route(1, 100, TimelineHistory.first(), 300)
                        .coverBy(
                                List.of(
                                        range(1, 250, 400),
                                        range(1, 50, 150),
                                        range(2, 100, 300),
                                        range(1, 150, 250),
                                        range(1, 10, 100),
                                        range(1, 300, 500)));

        assertThat(cover.missing()).isEmpty();
        assertThat(cover.summaries())
                .containsExactly(range(1, 50, 150), range(1, 150, 250), range(1, 250, 400));
    }

    @Test
    void oneInsideAnotherHidesNoGap() {
        var cover =
                route(1, 100, TimelineHistory.first(), 300)
                        .coverBy(
                                List.of(
                                        range(1, 100, 200),
                                        range(1, 120, 130),
                                        range(1, 201, 300)));

        assertThat(cover.missing()).contains(range(1, 200, 300));
    }

    @Test
    void aGapAtAnyPlaceIsNamed() {
        var history = history(2, branch(1, 200));
        var all = List.of(range(1, 90, 150), range(1, 150, 200), range(2, 200, 300));

        assertThat(route(1, 100, history, 300).coverBy(all).missing()).isEmpty();
        assertThat(without(all, 0, history)).isEqualTo(range(1, 100, 200));
        assertThat(without(all, 1, history)).isEqualTo(range(1, 150, 200));
        assertThat(without(all, 2, history)).isEqualTo(range(2, 200, 300));
        assertThat(route(1, 100, history, 300).coverBy(List.of()).missing())
                .contains(range(1, 100, 200));
        assertThat(route(1, 100, history, 301).coverBy(all).missing()).contains(range(2, 300, 301));
    }

    private static WalRange without(List<WalRange> all, int one, TimelineHistory history) {
        var rest = new ArrayList<>(all);
        rest.remove(one);
        return route(1, 100, history, 300).coverBy(rest).missing().orElseThrow();
    }

    private static WalRoute route(int timeline, long start, TimelineHistory history, long end) {
        return WalRoute.between(
                new BaseBackup(STANDING, range(timeline, start, start + 1)),
                new PresentBackup(STANDING, history, new Lsn(end)));
    }

    private static TimelineHistory history(int timeline, TimelineHistory.Branch... branches) {
        return new TimelineHistory(new Timeline(timeline), List.of(branches));
    }

    private static TimelineHistory.Branch branch(int timeline, long end) {
        return new TimelineHistory.Branch(new Timeline(timeline), new Lsn(end));
    }

    private static WalRange range(int timeline, long start, long end) {
        return new WalRange(new Timeline(timeline), new Lsn(start), new Lsn(end));
    }
}
