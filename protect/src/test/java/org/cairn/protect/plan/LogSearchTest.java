package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.TransactionEnd.Kind;
import org.junit.jupiter.api.Test;

final class LogSearchTest {
    private static final Lsn ORIGIN = Lsn.parse("0/1000000");
    private static final Lsn BORDER = Lsn.parse("0/1100000");
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final TimelinePath PATH = TimelinePath.of(TimelineHistory.first());

    /// Fills a segment with records of a size and goes on in the next.
    private static FakeLog log(int size) {
        var log = new FakeLog(ORIGIN);
        while (log.end().compareTo(BORDER) < 0) {
            log.fill(size);
        }
        log.fill(size);
        return log;
    }

    private static LogSearch.Content content(FakeLog first, FakeLog second, Lsn until) {
        LogSearch.Wal joined =
                new LogSearch.Wal() {
                    @Override
                    public int read(Lsn at, byte[] target, int offset, int length) {
                        boolean isFirst = at.compareTo(BORDER) < 0;
                        long most = isFirst ? BORDER.bytes() - at.bytes() : length;
                        return (isFirst ? first : second)
                                .read(at, target, offset, (int) Math.min(most, length));
                    }

                    @Override
                    public void close() {}
                };
        return new LogSearch(FakeLog.SIZE, _ -> joined).content(PATH, ORIGIN, until);
    }

    @Test
    void theLastRecordIsTheLastOfWholeWal() {
        FakeLog log = log(3000);
        Lsn last = log.ends(700, Kind.COMMIT, AT);

        assertThat(content(log, log, log.end()).last()).isEqualTo(last);
    }

    @Test
    void aTornEndHasNoRecordBehindIt() {
        FakeLog log = log(3000);
        Lsn last = log.ends(700, Kind.COMMIT, AT);
        log.fill(90_000);
        var torn = new Lsn(log.end().bytes() - 40_000);

        assertThat(content(log, log, torn).last()).isGreaterThanOrEqualTo(last);
        assertThat(content(log, log, last).last()).isLessThan(last);
    }

    @Test
    void whereTwoPastsAreJoinedThereIsARecordBehindTheBreak() {
        FakeLog ours = log(3000);
        FakeLog others = log(2000);
        for (int i = 0; i < 20; i++) {
            others.fill(2000);
        }
        Lsn end = others.end();

        assertThat(content(ours, others, end).last()).isGreaterThanOrEqualTo(BORDER);
    }
}
