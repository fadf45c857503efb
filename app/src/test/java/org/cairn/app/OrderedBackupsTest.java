package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Backups that are ordered, not scheduled: they are tried until there is one.
final class OrderedBackupsTest {
    private static final int REFUSALS = 2;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-27T10:00:00Z"));
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch taken = new CountDownLatch(1);

    /// A vault that is full for the first backups; each refusal takes a minute.
    private final class Full implements Schedules.Acts {
        @Override
        public @Nullable Instant lastBegun(Act act) {
            return null;
        }

        @Override
        public void perform(Act act) {
            now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
            if (attempts.incrementAndGet() <= REFUSALS) {
                throw VaultProblems.FULL
                        .says("the disk of the vault is full")
                        .what("no room")
                        .kept("nothing was stored")
                        .remedy("Make room.")
                        .asException();
            }
            taken.countDown();
        }

        @Override
        public boolean isBackedUp(String systemIdentifier) {
            now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
            return taken.getCount() == 0;
        }
    }

    private void runUntilTaken(java.util.function.Consumer<Schedules> order) throws Exception {
        var schedules =
                new Schedules(
                        List.of(),
                        new Full(),
                        () -> now.updateAndGet(at -> at.plusSeconds(30)),
                        event -> {
                            if (event instanceof RunEvent.Noted(String text)) {
                                said.add(text);
                            }
                        });
        order.accept(schedules);
        Thread running = Thread.ofPlatform().name("schedules").start(schedules::run);
        boolean isTaken = taken.await(60, TimeUnit.SECONDS);
        schedules.stop();
        running.join();
        assertThat(isTaken).isTrue();
        assertThat(attempts).hasValue(REFUSALS + 1);
    }

    @Test
    void theFirstBackupIsTriedAgainUntilThereIsOne() throws Exception {
        runUntilTaken(schedules -> schedules.backUpIfNone("7000"));

        assertThat(said)
                .contains(
                        "the backup failed: the disk of the vault is full (vault-full). Make room.");
    }

    @Test
    void theBackupBehindAGapIsTriedAgainUntilItIsTaken() throws Exception {
        runUntilTaken(Schedules::backUpNow);
    }
}
