package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MIB = 1 << 20;

    /// A machine on which time passes when it is told to.
    private static final class Machine implements Pace.Host {
        private long now = 5 * SECOND;
        private long slept;
        private double others;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void pause(long nanos) {
            now += nanos;
            slept += nanos;
        }

        @Override
        public double others() {
            return others;
        }

        void work(Duration time) {
            now += time.toNanos();
        }
    }

    private final Machine machine = new Machine();

    private double seconds(BackupLimits limits, int portions, Duration work, int bytes) {
        long begin = machine.now;
        Pace.Reader reader = new Pace(limits, machine).reader();
        for (int i = 0; i < portions; i++) {
            machine.work(work);
            reader.read(bytes);
        }
        return (machine.now - begin) / (double) SECOND;
    }

    @Test
    void withoutLimitsNobodyPauses() {
        seconds(BackupLimits.NONE, 1000, Duration.ofMillis(3), MIB);

        assertThat(machine.slept).isZero();
    }

    @Test
    void aRateIsKeptInTheMean() {
        var limits = new BackupLimits(ByteSize.ofMebibytes(20), 100, 100, Duration.ZERO);

        assertThat(seconds(limits, 200, Duration.ofMillis(2), MIB)).isBetween(9.7, 10.1);
    }

    @Test
    void aRateIsThatOfAllThreadsTogether() {
        var limits = new BackupLimits(ByteSize.ofMebibytes(20), 100, 100, Duration.ZERO);
        var pace = new Pace(limits, machine);
        Pace.Reader one = pace.reader();
        Pace.Reader other = pace.reader();
        long begin = machine.now;

        for (int i = 0; i < 100; i++) {
            one.read(MIB);
            other.read(MIB);
        }

        assertThat((machine.now - begin) / (double) SECOND).isBetween(9.7, 10.1);
        assertThat(pace.paused()).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void whatWasNotReadInALongTimeIsNotMadeUpFor() {
        var limits = new BackupLimits(ByteSize.ofMebibytes(20), 100, 100, Duration.ZERO);
        Pace.Reader reader = new Pace(limits, machine).reader();
        machine.work(Duration.ofHours(1));
        long begin = machine.now;

        for (int i = 0; i < 200; i++) {
            reader.read(MIB);
        }

        assertThat((machine.now - begin) / (double) SECOND).isBetween(9.7, 10.1);
    }

    @Test
    void aThreadWorksItsShareOfTheTime() {
        var limits = new BackupLimits(new ByteSize(0), 25, 100, Duration.ZERO);

        // 1000 times 3 ms of work.
        assertThat(seconds(limits, 1000, Duration.ofMillis(3), MIB)).isBetween(11.9, 12.1);
    }

    @Test
    void itYieldsWhileOthersAreBusyAndNoLonger() {
        var limits = new BackupLimits(new ByteSize(0), 100, 60, Duration.ZERO);
        Pace.Reader reader = new Pace(limits, machine).reader();

        machine.others = 0.7;
        machine.work(Duration.ofSeconds(1));
        reader.read(MIB);
        long yielded = machine.slept;
        machine.others = 0.5;
        for (int i = 0; i < 400; i++) {
            machine.work(Duration.ofMillis(10));
            reader.read(MIB);
        }
        long after = machine.slept;
        for (int i = 0; i < 100; i++) {
            machine.work(Duration.ofMillis(10));
            reader.read(MIB);
        }

        assertThat(yielded).isEqualTo(4 * SECOND);
        assertThat(machine.slept).as("no pause any more").isEqualTo(after);
    }

    @Test
    void itIsGivenUpWhenItsTimeIsOver() {
        var limits = new BackupLimits(new ByteSize(MIB), 100, 100, Duration.ofSeconds(30));

        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> seconds(limits, 1000, Duration.ZERO, MIB));

        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().code().name()).isEqualTo("backup-too-long");
        assertThat(machine.now).as("not in the middle of a longer pause").isEqualTo(35 * SECOND);
    }

    @Test
    void theRealMachineTellsWhatOthersUse() {
        var host = new ThisHost();
        host.others();
        long begin = host.nanos();
        host.pause(20_000_000);

        assertThat(host.nanos()).isGreaterThan(begin);
        assertThat(host.others()).isBetween(0.0, 1.0);
    }
}
