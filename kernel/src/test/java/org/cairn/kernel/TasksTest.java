package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TasksTest {
    @Test
    void givesResultsInTheOrderOfTheItems() {
        List<Integer> items = IntStream.range(0, 100).boxed().toList();
        var lastIsDone = new CountDownLatch(1);

        List<Integer> results =
                Tasks.map(
                        items,
                        item -> {
                            if (item == 99) {
                                lastIsDone.countDown();
                            } else if (item == 0) {
                                await(lastIsDone);
                            }
                            return item * 2;
                        });

        assertThat(results).isEqualTo(items.stream().map(item -> item * 2).toList());
    }

    @Test
    void throwsWhatTheFirstFailingItemThrewAndStopsTheOthers() {
        var interrupted = new AtomicBoolean();
        var never = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        Tasks.map(
                                List.of("bad", "waits"),
                                item -> {
                                    if (item.equals("bad")) {
                                        await(waiting);
                                        throw new IllegalArgumentException("bad item");
                                    }
                                    waiting.countDown();
                                    try {
                                        never.await();
                                    } catch (InterruptedException _) {
                                        // The interrupt is what the test waits for.
                                        interrupted.set(true);
                                    }
                                    return item;
                                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad item");
        assertThat(interrupted).isTrue();
    }

    @Test
    void passesErrorsOnAsTheyAre() {
        assertThatThrownBy(() ->
                        Tasks.map(
                                List.of(1),
                                _ -> {
                                    throw new StackOverflowError("deep");
                                }))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
    }

    @Test
    void anInterruptedWaitIsACancellationAndKeepsTheInterrupt() {
        var future = new CompletableFuture<String>();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Tasks.await(future))
                .isInstanceOf(CancellationException.class)
                .hasMessage("interrupted while waiting");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(future).isCancelled();
    }

    @Test
    void aCheckedFailureIsAMistakeOfOurs() {
        var cause = new Exception("checked");

        assertThatThrownBy(() -> Tasks.await(CompletableFuture.failedFuture(cause)))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(cause);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
