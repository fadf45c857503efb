package org.cairn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Several blocking things at once, inside one scope: all of them, or the first failure and the
/// rest cancelled.
///
/// The shape is that of structured concurrency (JEP 505), which is still a preview in Java 25.
public final class Tasks {
    private Tasks() {}

    /// Applies `work` to each item on a virtual thread of its own and returns the results in the
    /// order of the items. Throws what the first failing item threw.
    public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(executor.submit((Callable<R>) () -> work.apply(item)));
            }
            try {
                List<R> results = new ArrayList<>();
                for (Future<R> future : futures) {
                    results.add(await(future));
                }
                return results;
            } catch (RuntimeException | Error e) {
                futures.forEach(future -> future.cancel(true));
                throw e;
            }
        }
    }

    /// Waits for one future and gives its value, or throws what it threw. An interrupted wait keeps
    /// the interrupt and ends as a cancellation.
    public static <R> R await(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            throw new CancellationException("interrupted while waiting");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
