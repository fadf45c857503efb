package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadAheadTest {
    private final SeededRandom random = SeededRandom.fresh();

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 3_000_000})
    void itGivesTheSameBytesInAnyPortions(int length) throws IOException {
        byte[] all = bytes(length);
        byte[] got = new byte[length];
        int done = 0;

        try (var ahead = new ReadAhead(new ByteArrayInputStream(all))) {
            while (done < length) {
                if (random.between(0, 9) == 0) {
                    got[done++] = (byte) ahead.read();
                } else {
                    int wanted = Math.min(length - done, random.between(1, 400_000));
                    done += ahead.read(got, done, wanted);
                }
            }
            assertThat(ahead.read()).isEqualTo(-1);
            assertThat(ahead.read()).as("again").isEqualTo(-1);
        }

        assertThat(got).as(random.toString()).isEqualTo(all);
    }

    @Test
    void whatGoesWrongIsRaisedBehindTheBytesBeforeIt() throws IOException {
        var broken =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new IllegalStateException("rot");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return read();
                    }
                };
        var source = new SequenceInputStream(new ByteArrayInputStream(bytes(1 << 18)), broken);
        try (var ahead = new ReadAhead(source)) {
            assertThat(ahead.readNBytes(1 << 18)).isEqualTo(bytes(1 << 18));

            assertThatThrownBy(ahead::read).hasMessage("rot");
            assertThatThrownBy(ahead::read).as("again").hasMessage("rot");
        }
    }

    @Test
    void closingItEndsTheThreadAndClosesTheSource() throws Exception {
        var closed = new AtomicBoolean();
        var begun = new CountDownLatch(1);
        var endless =
                new InputStream() {
                    @Override
                    public int read() {
                        begun.countDown();
                        return 7;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        target[offset] = (byte) read();
                        return 1;
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                    }
                };
        var ahead = new ReadAhead(endless);
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ahead.read()).isEqualTo(7);

        ahead.close();

        assertThat(closed).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("wal-read-ahead");
    }
}
