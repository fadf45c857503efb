package org.cairn.source.spec;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// How a source speaks to web servers (`client`).
///
/// @param baseUrl what relative paths of endpoints belong to; null where locations are whole
/// @param headers sent with each request to the source's own origin; values never print
/// @param maxSize of one answer, decoded
public record ClientSpec(
        @Nullable String baseUrl,
        Map<String, Secret> headers,
        AuthSpec auth,
        Timeouts timeout,
        boolean conditionalGet,
        List<RateLimit> rateLimits,
        Retry retry,
        CircuitBreaker circuitBreaker,
        ByteSize maxSize) {
    public static final ClientSpec DEFAULT =
            new ClientSpec(
                    null,
                    Map.of(),
                    new AuthSpec.None(),
                    Timeouts.DEFAULT,
                    true,
                    List.of(),
                    Retry.DEFAULT,
                    CircuitBreaker.DEFAULT,
                    ByteSize.ofMebibytes(256));

    public ClientSpec {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        rateLimits = List.copyOf(rateLimits);
    }

    /// The same with another limit for answers.
    public ClientSpec withMaxSize(ByteSize size) {
        return new ClientSpec(
                baseUrl,
                headers,
                auth,
                timeout,
                conditionalGet,
                rateLimits,
                retry,
                circuitBreaker,
                size);
    }

    /// The same with another proof, and without the headers that may be one.
    public ClientSpec withAuth(AuthSpec other) {
        return new ClientSpec(
                baseUrl,
                Map.of(),
                other,
                timeout,
                conditionalGet,
                rateLimits,
                retry,
                circuitBreaker,
                maxSize);
    }

    /// How long to wait.
    ///
    /// @param read for the first byte of an answer, and between any two pieces of it
    /// @param total for a whole answer with its body; null is no limit, but a body must then keep
    ///   up a lowest pace
    public record Timeouts(Duration connect, Duration read, @Nullable Duration total) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), null);
    }

    /// How many requests a host may be sent.
    public sealed interface RateLimit {
        /// At most so many in any stretch of this length.
        record MovingWindow(int limit, Duration per) implements RateLimit {}

        /// What the server says is left, in headers of these names; the reset is in seconds from
        /// now, or a time in seconds since 1970.
        record Headers(String remaining, String reset) implements RateLimit {}
    }

    /// When and how often to try again. Pauses are random between nothing and a bound that doubles.
    ///
    /// @param interval the first bound
    /// @param maxInterval the highest bound, and the longest `Retry-After` that is waited for
    public record Retry(
            int maxAttempts, Duration interval, Duration maxInterval, boolean respectRetryAfter) {
        public static final Retry DEFAULT =
                new Retry(5, Duration.ofSeconds(1), Duration.ofMinutes(2), true);
    }

    /// When a host is left alone.
    ///
    /// @param failureThreshold failed attempts in a row that open it
    /// @param halfOpenCalls requests that must go well, after `openFor`, to close it again
    public record CircuitBreaker(int failureThreshold, Duration openFor, int halfOpenCalls) {
        public static final CircuitBreaker DEFAULT =
                new CircuitBreaker(5, Duration.ofSeconds(60), 2);
    }
}
