package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.cairn.kernel.Lsn;
import org.junit.jupiter.api.Test;

/// WAL that is read for a time only.
final class TimedWalTest {
    private static int whole(Lsn at, byte[] target, int offset, int length) {
        return length;
    }

    @Test
    void givesAllWhileThereIsTime() {
        var wal = new TimedWal(TimedWalTest::whole, Duration.ofDays(1));

        assertThat(wal.read(new Lsn(0), new byte[10], 0, 10)).isEqualTo(10);
        assertThat(wal.isOver()).isFalse();
    }

    @Test
    void endsWhenTheTimeIsOverAndSaysSo() {
        var wal = new TimedWal(TimedWalTest::whole, Duration.ofNanos(-1));

        assertThat(wal.read(new Lsn(0), new byte[10], 0, 10)).isZero();
        assertThat(wal.isOver()).isTrue();
    }
}
