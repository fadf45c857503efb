package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.time.Instant;
import org.cairn.source.spec.ClientSpec.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/// Leaves a host alone that keeps failing. Guarded by its [Host].
///
/// Closed: all pass. Open, after so many failures in a row: none pass until the time is over. Then
/// half open: a few may try; when they go well it closes, when one fails it opens again.
final class Breaker {
    private int failuresInARow;
    private @Nullable Instant openSince;
    private int trials;
    private int wellTrials;

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    State state(CircuitBreaker rules, Instant now) {
        Instant since = openSince;
        if (since == null) {
            return State.CLOSED;
        }
        return now.isBefore(since.plus(rules.openFor())) ? State.OPEN : State.HALF_OPEN;
    }

    /// How long it stays open; nothing when something may pass.
    Duration rest(CircuitBreaker rules, Instant now) {
        Instant since = openSince;
        return since == null || state(rules, now) != State.OPEN
                ? Duration.ZERO
                : Duration.between(now, since.plus(rules.openFor()));
    }

    /// Whether a request may pass now; in half-open state it takes one of the trials.
    boolean admits(CircuitBreaker rules, Instant now) {
        return switch (state(rules, now)) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> {
                boolean place = trials < rules.halfOpenCalls();
                trials += place ? 1 : 0;
                yield place;
            }
        };
    }

    /// A request went well; says whether this closed it.
    boolean succeeded(CircuitBreaker rules) {
        failuresInARow = 0;
        if (openSince == null) {
            return false;
        }
        wellTrials++;
        if (wellTrials < rules.halfOpenCalls()) {
            trials = Math.max(trials, wellTrials);
            return false;
        }
        openSince = null;
        forgetTrials();
        return true;
    }

    /// A request failed; says whether this opened it.
    boolean failed(CircuitBreaker rules, Instant now) {
        failuresInARow++;
        boolean again = openSince != null && state(rules, now) == State.HALF_OPEN;
        boolean first = openSince == null && failuresInARow >= rules.failureThreshold();
        if (again || first) {
            openSince = now;
            forgetTrials();
        }
        return again || first;
    }

    /// A request that took a trial says nothing about the host's health.
    void undecided() {
        trials = Math.max(0, trials - 1);
    }

    private void forgetTrials() {
        trials = 0;
        wellTrials = 0;
    }
}
