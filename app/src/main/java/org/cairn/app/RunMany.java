package org.cairn.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.cairn.collect.RunReport;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.postgres.Database;
import org.jspecify.annotations.Nullable;

/// Runs at the same time, each for itself: what becomes of one does not touch the others.
///
/// Each has one connection, and all together one more, by which they hear that somebody cancelled
/// them. Requests to one host share its budget, whichever run they belong to. [#run] belongs to one
/// thread, [#cancel] to any.
public final class RunMany {
    /// As many as may be under way.
    public static final int MOST = 16;

    /// As many as are under way unless somebody says otherwise.
    public static final int USUAL = 4;

    private final Database database;
    private final List<OneRun> runs = new ArrayList<>();
    private @Nullable OverrideWord cancelled;

    RunMany(Database database) {
        this.database = database;
    }

    /// How one ended: with a report, a problem, or because it was cancelled.
    public sealed interface Ended {
        List<String> names();

        record Done(List<String> names, RunReport report) implements Ended {}

        record Failed(List<String> names, Problem problem) implements Ended {}

        /// A mistake of ours; the others go on.
        record Broken(List<String> names, Throwable failure) implements Ended {}

        record Cancelled(List<String> names) implements Ended {}
    }

    /// Runs all, so many at a time, and gives how they ended in the order of `all`.
    ///
    /// @param tell is told as each one ends, by the thread that ran it
    public List<Ended> run(List<OneRun> all, int parallel, Consumer<Ended> tell) {
        synchronized (this) {
            runs.addAll(all);
            if (cancelled != null) {
                return all.stream().map(one -> (Ended) new Ended.Cancelled(one.names())).toList();
            }
        }
        var watch = new CancelWatch(database, () -> all.stream().map(OneRun::control).toList());
        try (var _ = watch.start();
                ExecutorService pool =
                        Executors.newFixedThreadPool(
                                Math.clamp(parallel, 1, MOST),
                                Thread.ofPlatform().name("run-", 1).factory())) {
            List<Future<Ended>> futures =
                    all.stream()
                            .map(one ->
                                    pool.submit(() -> {
                                        Ended ended = attempt(one);
                                        tell.accept(ended);
                                        return ended;
                                    }))
                            .toList();
            try {
                return futures.stream().map(Tasks::await).toList();
            } catch (CancellationException e) {
                cancel(new OverrideWord("interrupted", System.getProperty("user.name", "")));
                throw e;
            }
        }
    }

    private static Ended attempt(OneRun one) {
        try {
            return new Ended.Done(one.names(), one.run());
        } catch (ProblemException e) {
            return new Ended.Failed(one.names(), e.problem());
        } catch (CancellationException _) {
            return new Ended.Cancelled(one.names());
        } catch (RuntimeException | Error e) {
            return new Ended.Broken(one.names(), e);
        }
    }

    /// Runs one and gives its report, or throws what it threw.
    public RunReport run(OneRun one) {
        synchronized (this) {
            runs.add(one);
            if (cancelled != null) {
                throw new CancellationException(cancelled.reason());
            }
        }
        var watch = new CancelWatch(database, () -> List.of(one.control()));
        try (var _ = watch.start()) {
            return one.run();
        }
    }

    /// Ends all that are under way and those that wait; nothing of them is loaded.
    public void cancel(OverrideWord word) {
        List<OneRun> now;
        synchronized (this) {
            cancelled = word;
            now = List.copyOf(runs);
        }
        now.forEach(one -> one.control().cancel(word));
    }
}
