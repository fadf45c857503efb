package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.function.Supplier;
import org.cairn.collect.fetch.http.AttemptException.Kind;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.ClientSpec.Retry;

/// Tries again what may pass, after pauses that double and are spread by chance over their whole
/// length (full jitter), so that many who failed together do not come back together.
final class Attempts {
    private final Hosts hosts;
    private final WebTools tools;

    Attempts(Hosts hosts, WebTools tools) {
        this.hosts = hosts;
        this.tools = tools;
    }

    /// Runs attempts until one goes well. Throws the problem of the last one.
    <T> T run(WebRequest request, Supplier<T> attempt) {
        return run(request, attempt, () -> false);
    }

    /// The same, where an attempt that failed may yet have come further than the ones before: such
    /// do not count.
    <T> T run(WebRequest request, Supplier<T> attempt, java.util.function.BooleanSupplier further) {
        Retry retry = request.rules().client().retry();
        int failures = 0;
        while (true) {
            try {
                return attempt.get();
            } catch (AttemptException e) {
                failures = further.getAsBoolean() ? 1 : failures + 1;
                boolean last =
                        e.kind() == Kind.FINAL
                                || failures >= retry.maxAttempts()
                                || hosts.of(request.uri()).isResting(request.rules(), tools);
                if (last) {
                    throw ended(e, failures);
                }
                pause(request, e, failures);
            }
        }
    }

    private void pause(WebRequest request, AttemptException failure, int failures) {
        Retry retry = request.rules().client().retry();
        Duration after = failure.after();
        Duration pause;
        if (after != null) {
            if (after.compareTo(retry.maxInterval()) > 0) {
                throw ended(Failures.throttled(Shown.host(request.uri()), after, null), failures);
            }
            // A little more than asked for, each at another moment.
            pause = after.plus(jitter(retry.interval()));
        } else {
            pause = jitter(bound(retry, failures));
        }
        tools.events()
                .accept(
                        new RunEvent.Noted(
                                "%s; trying again in %s (%d of %d)"
                                        .formatted(
                                                failure.problem().headline(),
                                                Failures.words(pause),
                                                failures + 1,
                                                retry.maxAttempts())));
        tools.pauses().pause(pause);
    }

    private Duration jitter(Duration bound) {
        return Duration.ofNanos(tools.random().nextLong(bound.toNanos() + 1));
    }

    private static Duration bound(Retry retry, int failures) {
        long most = retry.maxInterval().toNanos();
        long first = retry.interval().toNanos();
        int doublings = Math.min(failures - 1, 40);
        long doubled = first > (most >> doublings) ? most : first << doublings;
        return Duration.ofNanos(Math.min(most, doubled));
    }

    private static ProblemException ended(AttemptException failure, int failures) {
        Problem problem = failure.problem();
        String what =
                failures > 1
                        ? "%s (tried %d times)".formatted(problem.what(), failures)
                        : problem.what();
        return new ProblemException(
                new Problem(
                        problem.code(),
                        problem.headline(),
                        what,
                        problem.kept(),
                        problem.remedy(),
                        problem.facts()),
                failure);
    }
}
