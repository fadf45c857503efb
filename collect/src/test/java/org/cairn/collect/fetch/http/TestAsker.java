package org.cairn.collect.fetch.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;
import org.cairn.testkit.FakeClock;

/// A [PoliteWeb] whose pauses pass at once, on a clock that they move; chance always says the most.
final class TestAsker {
    static final ClientSpec CLIENT = ClientSpec.DEFAULT;

    final FakeClock clock = FakeClock.atStart();
    final List<Duration> pauses = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final Hosts hosts = new Hosts();
    final PoliteWeb web;

    TestAsker(Path scratch) {
        this(scratch, true);
    }

    TestAsker(Path scratch, boolean allowPrivate) {
        var tools = new WebTools(clock, this::pause, new Most(), this::note, scratch);
        web = new PoliteWeb(new WebSettings("CairnBot/test", allowPrivate), hosts, tools);
    }

    static WebRules rules(ClientSpec client, WebRules.Expected expected) {
        return WebRules.of("test", client, expected);
    }

    static ClientSpec client(AuthSpec auth) {
        return client(auth, CLIENT.timeout(), CLIENT.maxSize());
    }

    static ClientSpec client(AuthSpec auth, ClientSpec.Timeouts timeouts, ByteSize maxSize) {
        return new ClientSpec(
                null,
                Map.of(),
                auth,
                timeouts,
                true,
                List.of(),
                CLIENT.retry(),
                CLIENT.circuitBreaker(),
                maxSize);
    }

    static ClientSpec limited(
            List<ClientSpec.RateLimit> limits, ClientSpec.CircuitBreaker breaker) {
        return new ClientSpec(
                null,
                Map.of(),
                new AuthSpec.None(),
                CLIENT.timeout(),
                true,
                limits,
                CLIENT.retry(),
                breaker,
                CLIENT.maxSize());
    }

    private synchronized void pause(Duration length) {
        if (length.isPositive()) {
            pauses.add(length);
            clock.advance(length);
        }
    }

    private synchronized void note(RunEvent event) {
        if (event instanceof RunEvent.Noted(String message)) {
            notes.add(message);
        }
    }

    /// The top of every range.
    private static final class Most implements RandomGenerator {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }

        @Override
        public double nextDouble(double from, double to) {
            return to;
        }
    }
}
