package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.Sha256;
import org.cairn.testkit.ChildJvm;
import org.cairn.testkit.SeededRandom;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed in the middle of a download; the next goes on where it was.
final class DownloadsCrashTest {
    private static final int LENGTH = 96 << 20;
    private static final int BLOCK = 64 << 10;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir Path folder;

    @Test
    void aKilledDownloadGoesOn() throws InterruptedException {
        SeededRandom random = SeededRandom.fresh();
        long killAt = random.between(5 << 20, LENGTH - (20 << 20));
        var sent = new AtomicLong();
        var far = new CountDownLatch(1);
        try (RawWeb server = RawWeb.start()) {
            server.on(
                    "/big.csv",
                    (asked, out) -> {
                        if (asked.number() == 0) {
                            Answers.head(
                                    out,
                                    200,
                                    "Content-Type: text/csv",
                                    "ETag: \"1\"",
                                    "Content-Length: " + LENGTH);
                            write(out, 0, killAt, sent);
                            far.countDown();
                            // Nothing more comes, so the kill meets it in the middle.
                            Answers.silence().write(asked, out);
                        } else {
                            goOn(asked, out, sent);
                        }
                    });
            try (var child = child(server).start()) {
                assertThat(far.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("%s", random).isTrue();
                child.kill();
            }
            sent.set(0);
            try (var child = child(server).start()) {
                var finished = child.await(LONG);
                assertThat(finished.exitCode()).as("%s %s", random, finished.stderr()).isZero();
                assertThat(finished.stdout().strip()).isEqualTo(sum());
            }
            // Of what was sent some was in buffers of sockets, and the last chunk does not count.
            assertThat(sent.get())
                    .as("%s: sent again", random)
                    .isLessThan(LENGTH - killAt + (16 << 20))
                    .isGreaterThanOrEqualTo(LENGTH - killAt);
        }
    }

    private ChildJvm child(RawWeb server) {
        return ChildJvm.of(DownloadMain.class).argument(server.uri("/big.csv")).argument(folder);
    }

    private static void goOn(RawWeb.Asked asked, OutputStream out, AtomicLong sent)
            throws IOException {
        String range = asked.header("Range");
        long from = Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
        Answers.head(
                out,
                206,
                "ETag: \"1\"",
                "Content-Range: bytes %d-%d/%d".formatted(from, LENGTH - 1, LENGTH),
                "Content-Length: " + (LENGTH - from));
        write(out, from, LENGTH, sent);
    }

    private static void write(OutputStream out, long from, long to, AtomicLong sent)
            throws IOException {
        for (long at = from; at < to; ) {
            byte[] block = block(at, (int) Math.min(BLOCK, to - at));
            out.write(block);
            at += block.length;
            sent.addAndGet(block.length);
        }
    }

    /// Bytes that say where they are, so that none can stand in for another.
    private static byte[] block(long at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long place = at + i;
            bytes[i] = (byte) ('a' + (place ^ place >>> 8 ^ place >>> 16) % 26);
        }
        return bytes;
    }

    private static String sum() {
        var digest = Sha256.digest();
        for (long at = 0; at < LENGTH; at += BLOCK) {
            digest.update(block(at, (int) Math.min(BLOCK, LENGTH - at)));
        }
        return Sha256.ofDigest(digest.digest()).hex();
    }
}
