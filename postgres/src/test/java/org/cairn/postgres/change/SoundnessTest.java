package org.cairn.postgres.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.TimelineHistory;
import org.junit.jupiter.api.Test;

final class SoundnessTest {
    private static final Instant STARTED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant STARTED_AGAIN = Instant.parse("2026-11-02T00:00:00Z");
    private static final ServerStanding PLAIN = new ServerStanding("77", STARTED, true, false, 900);
    private static final BaseBackup BASE = base(PLAIN, 1);

    @Test
    void bothWaysAreSoundOnAServerThatJustWentOn() {
        var now = now(PLAIN, first());

        assertSound(Soundness.ofSummaries(BASE, now, Soundness.Witness.SERVER));
        assertSound(Soundness.ofPositions(BASE, now));
    }

    @Test
    void anotherServerIsNoBase() {
        var other = new ServerStanding("78", STARTED, true, false, 900);

        assertBothUnsound(BASE, now(other, first()), "the base is of server 77, this is 78");
    }

    @Test
    void aBaseThatEndedAfterTheStartIsNoBase() {
        var now = new PresentBackup(PLAIN, first(), new Lsn(0x2000FFF));

        assertBothUnsound(
                BASE,
                now,
                "the base ended at 0/2001000, after the start of this backup at 0/2000FFF");
    }

    @Test
    void checksumsSwitchedOnMakeOldPagesUseless() {
        var without = new ServerStanding("77", STARTED, false, true, 900);

        assertBothUnsound(
                base(without, 1),
                now(PLAIN, first()),
                "checksums of pages were switched on since the base");
        assertSound(Soundness.ofSummaries(BASE, now(without, first()), Soundness.Witness.SERVER));
    }

    @Test
    void aRestartMustHaveBeenSeenBySomebodyAndIsTooMuchForPositions() {
        var now = now(new ServerStanding("77", STARTED_AGAIN, true, false, 900), first());
        String reason =
                "the server was started at 2026-11-02T00:00:00Z, since the base: nobody saw what"
                        + " was done to its files while it was down";

        assertBothUnsound(BASE, now, reason);
        assertSound(Soundness.ofSummaries(BASE, now, Soundness.Witness.VAULT));
    }

    @Test
    void aTimelineThatLeftBehindTheBaseComesFromIt() {
        var promoted =
                now(new ServerStanding("77", STARTED_AGAIN, true, false, 900), left(0x2001000));

        assertSound(Soundness.ofSummaries(BASE, promoted, Soundness.Witness.VAULT));
        assertThat(Soundness.ofPositions(BASE, promoted)).isInstanceOf(Soundness.Unsound.class);
        assertThat(Soundness.ofPositions(BASE, now(PLAIN, left(0x2001000))))
                .isEqualTo(new Soundness.Unsound("the base is of timeline 1, now is 2"));
    }

    @Test
    void aTimelineThatLeftBeforeTheBaseEndedDoesNotComeFromIt() {
        assertBothUnsound(
                BASE,
                now(PLAIN, left(0x2000FFF)),
                "timeline 2 of now does not come from the base's WAL, 0/2000000 to 0/2001000 on"
                        + " timeline 1");
        assertBothUnsound(
                base(PLAIN, 3),
                now(PLAIN, left(0x2001000)),
                "timeline 2 of now does not come from the base's WAL, 0/2000000 to 0/2001000 on"
                        + " timeline 3");
    }

    @Test
    void withoutChecksumsPositionsNeedHintsInTheWal() {
        var silent = new ServerStanding("77", STARTED, false, false, 900);
        var hinting = new ServerStanding("77", STARTED, false, true, 900);

        assertThat(Soundness.ofPositions(base(silent, 1), now(silent, first())))
                .isEqualTo(
                        new Soundness.Unsound(
                                "without checksums of pages and without wal_log_hints, pages change"
                                        + " and keep their position"));
        assertSound(Soundness.ofPositions(base(hinting, 1), now(hinting, first())));
        assertSound(
                Soundness.ofSummaries(
                        base(silent, 1), now(silent, first()), Soundness.Witness.SERVER));
    }

    private static void assertSound(Soundness soundness) {
        assertThat(soundness).isEqualTo(new Soundness.Sound());
    }

    private static void assertBothUnsound(BaseBackup base, PresentBackup now, String reason) {
        assertThat(Soundness.ofSummaries(base, now, Soundness.Witness.SERVER))
                .isEqualTo(new Soundness.Unsound(reason));
        assertThat(Soundness.ofPositions(base, now)).isEqualTo(new Soundness.Unsound(reason));
    }

    private static BaseBackup base(ServerStanding standing, int timeline) {
        return new BaseBackup(
                standing,
                new WalRange(new Timeline(timeline), new Lsn(0x2000000), new Lsn(0x2001000)));
    }

    private static PresentBackup now(ServerStanding standing, TimelineHistory history) {
        return new PresentBackup(standing, history, new Lsn(0x3000000));
    }

    private static TimelineHistory first() {
        return TimelineHistory.first();
    }

    private static TimelineHistory left(long at) {
        return new TimelineHistory(
                new Timeline(2), List.of(new TimelineHistory.Branch(Timeline.FIRST, new Lsn(at))));
    }
}
