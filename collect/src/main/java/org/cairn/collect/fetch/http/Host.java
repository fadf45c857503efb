package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.ClientSpec;
import org.cairn.source.spec.WebSpec;

/// What all sources share that ask one host: how many at once, how many in a stretch of time, and
/// whether it is well. Safe for any thread.
final class Host {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Breaker breaker = new Breaker();
    private final Budget budget = new Budget();
    private final Throttle throttle = new Throttle();
    private int inside;

    Host(String name) {
        this.name = name;
    }

    /// One place at the host, from before a request until its body is read.
    final class Turn implements AutoCloseable {
        private final WebRules rules;
        private final WebTools tools;
        private boolean decided;
        private boolean closed;

        private Turn(WebRules rules, WebTools tools) {
            this.rules = rules;
            this.tools = tools;
        }

        WebTools tools() {
            return tools;
        }

        /// The host answered as a healthy host does, be it with a refusal.
        void well() {
            boolean healed;
            lock.lock();
            try {
                healed = !decided && breaker.succeeded(rules.client().circuitBreaker());
                decided = true;
            } finally {
                lock.unlock();
            }
            if (healed) {
                tools.events().accept(new RunEvent.Noted(name + " is well again"));
            }
        }

        /// The host failed.
        void failed() {
            ClientSpec.CircuitBreaker breakerRules = rules.client().circuitBreaker();
            boolean opened;
            lock.lock();
            try {
                opened = !decided && breaker.failed(breakerRules, tools.clock().instant());
                decided = true;
            } finally {
                lock.unlock();
            }
            if (opened) {
                tools.events()
                        .accept(
                                new RunEvent.Noted(
                                        "%s keeps failing and is left alone for %d s"
                                                .formatted(
                                                        name, breakerRules.openFor().toSeconds())));
            }
        }

        /// The host wants no requests until then, whoever asks.
        void rest(Instant until) {
            lock.lock();
            try {
                budget.rest(until);
            } finally {
                lock.unlock();
            }
        }

        /// The host began to answer after so long.
        void answered(Duration latency, int status) {
            lock.lock();
            try {
                throttle.learn(
                        rules.politeness().throttle(), latency, status >= 200 && status < 400);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    inside--;
                    if (!decided) {
                        breaker.undecided();
                    }
                    left.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits for a place and a moment. Problem `web-host-resting`, and `web-throttled` when the
    /// host wants a longer pause than the source has patience for.
    Turn enter(WebRules rules, WebTools tools) {
        Duration pause;
        Turn turn;
        lock.lock();
        try {
            awaitPlace(rules.politeness().concurrencyPerHost());
            Instant now = tools.clock().instant();
            if (!breaker.admits(rules.client().circuitBreaker(), now)) {
                throw Failures.resting(name, breaker.rest(rules.client().circuitBreaker(), now));
            }
            Instant at =
                    budget.next(
                            rules.client().rateLimits(),
                            rules.politeness()
                                    .apart(
                                            tools.random(),
                                            throttle.delay(rules.politeness().throttle())),
                            now);
            pause = Duration.between(now, at);
            if (pause.compareTo(patience(rules)) > 0) {
                breaker.undecided();
                throw Failures.throttled(name, pause, null);
            }
            budget.promise(at);
            inside++;
            turn = new Turn(rules, tools);
        } finally {
            lock.unlock();
        }
        try {
            tools.pauses().pause(pause);
            return turn;
        } catch (CancellationException e) {
            turn.close();
            throw e;
        }
    }

    /// The longest pause that makes sense by what the source declares itself.
    private static Duration patience(WebRules rules) {
        Duration longest = rules.client().retry().maxInterval();
        for (ClientSpec.RateLimit limit : rules.client().rateLimits()) {
            if (limit instanceof ClientSpec.RateLimit.MovingWindow(int _, Duration per)
                    && per.compareTo(longest) > 0) {
                longest = per;
            }
        }
        Duration delay = rules.politeness().downloadDelay();
        WebSpec.AutoThrottle throttle = rules.politeness().throttle();
        if (throttle != null && throttle.maxDelay().compareTo(delay) > 0) {
            delay = throttle.maxDelay();
        }
        Duration apart = delay.multipliedBy(64);
        return longest.compareTo(apart) > 0 ? longest : apart;
    }

    /// Whether requests pass; for a look before trying again.
    boolean isResting(WebRules rules, WebTools tools) {
        lock.lock();
        try {
            return breaker.state(rules.client().circuitBreaker(), tools.clock().instant())
                    == Breaker.State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    private void awaitPlace(int most) {
        try {
            while (inside >= most) {
                left.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for a web server");
            cancelled.initCause(e);
            throw cancelled;
        }
    }
}
