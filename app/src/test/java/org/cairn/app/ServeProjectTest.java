package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.postgres.PostgresProblems;
import org.cairn.protect.stream.JournalLock;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeProjectTest {
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch streaming = new CountDownLatch(1);

    @TempDir private Path folder;

    private void listen(RunEvent event) {
        if (event instanceof RunEvent.Noted(String text)) {
            if (text.startsWith("waiting: another process receives the WAL")) {
                waiting.countDown();
            }
            if (text.startsWith("WAL is not received: no server here")) {
                streaming.countDown();
            }
        }
    }

    @Test
    void waitsForACommandThatReceivesAtThisMoment() throws Exception {
        var serve = new ServeProject(new Nowhere(), InstantSource.system(), this::listen);
        JournalLock other = JournalLock.take(folder.resolve("wal"));
        Thread running = Thread.ofPlatform().name("serve").start(serve::run);
        assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();

        other.close();

        assertThat(streaming.await(60, TimeUnit.SECONDS)).isTrue();
        serve.stop();
        running.join();
    }

    @Test
    void canBeStoppedWhileItWaits() throws Exception {
        var serve = new ServeProject(new Nowhere(), InstantSource.system(), this::listen);
        try (var _ = JournalLock.take(folder.resolve("wal"))) {
            Thread running = Thread.ofPlatform().name("serve").start(serve::run);
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();

            serve.stop();
            running.join();
        }
        assertThat(streaming.getCount()).isOne();
    }

    /// A project whose server cannot be reached.
    private final class Nowhere implements ServeProject.Serving {
        private final InstantSource clock = InstantSource.system();

        @Override
        public Path lock() {
            return folder.resolve("serve.lock");
        }

        @Override
        public void startServer() {}

        @Override
        public void startServerAfterCrash() {}

        @Override
        public WalStreaming streaming(StreamListener listener) {
            var vault = Vault.openOrCreate(folder.resolve("vault"), clock, Steps.NONE);
            var settings =
                    StreamSettings.of(
                            () -> {
                                throw PostgresProblems.DATABASE_UNREACHABLE
                                        .says("no server here")
                                        .what("nothing answers")
                                        .kept("nothing was changed")
                                        .remedy("Start one.")
                                        .asException();
                            },
                            vault,
                            folder.resolve("wal"));
            return new WalStreaming(
                    settings, clock, Steps.NONE, ServeProjectTest.this::listen, listener);
        }

        @Override
        public RunSchedules runSchedules() {
            return new RunSchedules(List.of(), new NoRuns(), clock, EventSink.NONE);
        }

        @Override
        public Schedules schedules() {
            return new Schedules(List.of(), new Nothing(), clock, EventSink.NONE);
        }
    }

    private static final class NoRuns implements RunSchedules.Acts {
        @Override
        public PlannedRuns.Past past(List<String> names) {
            return PlannedRuns.Past.NONE;
        }

        @Override
        public void run(List<String> names) {}

        @Override
        public void cancel() {}
    }

    private static final class Nothing implements Schedules.Acts {
        @Override
        public @Nullable Instant lastBegun(Act act) {
            return null;
        }

        @Override
        public void perform(Act act) {}

        @Override
        public boolean isBackedUp(String systemIdentifier) {
            return true;
        }
    }
}
