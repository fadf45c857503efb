package org.cairn.source.declare;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.ClientSpec;
import org.cairn.source.spec.ClientSpec.CircuitBreaker;
import org.cairn.source.spec.ClientSpec.RateLimit;
import org.cairn.source.spec.ClientSpec.Retry;
import org.cairn.source.spec.ClientSpec.Timeouts;
import org.jspecify.annotations.Nullable;

/// `client`: how a source speaks to web servers.
final class ClientKeys {
    static final Key<String> BASE_URL =
            Key.optional(
                    "base_url", WebShapes.ADDRESS, "What the paths of endpoints are relative to.");
    private static final Key<Map<String, Secret>> HEADERS =
            Key.optional(
                            "headers",
                            new MapShape<>(
                                    WebShapes.HEADER_NAME,
                                    "name of a header",
                                    WebShapes.HEADER_VALUE),
                            "Headers of each request to the source's own origin. Values may be"
                                    + " references and never print.")
                    .otherwise(Map.of());

    private static final Key<Duration> CONNECT =
            Key.optional("connect", WebShapes.DURATION, "For a connection.")
                    .otherwise(Timeouts.DEFAULT.connect())
                    .absent("`10s`");
    private static final Key<Duration> READ =
            Key.optional(
                            "read",
                            WebShapes.DURATION,
                            "For the begin of an answer, and between two pieces of its body.")
                    .otherwise(Timeouts.DEFAULT.read())
                    .absent("`30s`");
    private static final Key<Duration> TOTAL =
            Key.optional(
                            "total",
                            WebShapes.DURATION,
                            "For a whole answer. Whatever is written here, a body that brings less"
                                    + " than 1 KiB a second over a minute is cut.")
                    .absent("no limit");
    private static final Key<Timeouts> TIMEOUT =
            Key.optional(
                            "timeout",
                            RecordShape.of(
                                    "client timeout",
                                    "How long a server may take.",
                                    List.of(CONNECT, READ, TOTAL),
                                    in ->
                                            new Timeouts(
                                                    in.get(CONNECT), in.get(READ), in.find(TOTAL))),
                            "How long a server may take.")
                    .otherwise(Timeouts.DEFAULT);

    private static final Key<Boolean> CONDITIONAL_GET =
            Key.optional(
                            "conditional_get",
                            new FlagShape(),
                            "Whether a server that gave an ETag or a Last-Modified is asked if they"
                                    + " still hold; when they do, the document of last time is"
                                    + " used.")
                    .otherwise(true);

    private static final Key<String> LIMIT_TYPE =
            Key.required(
                    "type",
                    ChoiceShape.of(WebShapes.words("moving_window", "headers")),
                    "`moving_window`: `limit` requests in any `per`. `headers`: what the server says"
                            + " is left.");
    private static final Key<Long> LIMIT =
            Key.optional("limit", new WholeShape(1, 100_000), "How many requests.");
    private static final Key<Duration> PER =
            Key.optional("per", WebShapes.DURATION, "In how long a time.");
    private static final Key<String> REMAINING =
            Key.optional(
                            "remaining",
                            WebShapes.HEADER_NAME,
                            "The header that says how many requests are left.")
                    .otherwise("RateLimit-Remaining");
    private static final Key<String> RESET =
            Key.optional(
                            "reset",
                            WebShapes.HEADER_NAME,
                            "The header that says when there are new ones: seconds from now, or a"
                                    + " time.")
                    .otherwise("RateLimit-Reset");
    private static final Key<List<RateLimit>> RATE_LIMIT =
            Key.optional(
                            "rate_limit",
                            new ListShape<>(
                                    RecordShape.of(
                                            "client rate limit",
                                            "A budget of requests. All sources of one host draw on"
                                                    + " the same.",
                                            List.of(LIMIT_TYPE, LIMIT, PER, REMAINING, RESET),
                                            ClientKeys::limit),
                                    0,
                                    10),
                            "How many requests the host may be sent.")
                    .otherwise(List.of());

    private static final Key<String> RETRY_TYPE =
            Key.optional(
                            "type",
                            ChoiceShape.of(Map.of("exponential", "exponential")),
                            "How pauses grow: each may be twice as long as the one before.")
                    .otherwise("exponential");
    private static final Key<Long> MAX_ATTEMPTS =
            Key.optional("max_attempts", new WholeShape(1, 50), "How often a request is tried.")
                    .otherwise((long) Retry.DEFAULT.maxAttempts())
                    .alsoCalled("max_retries", "retries");
    private static final Key<Duration> INTERVAL =
            Key.optional("interval", WebShapes.DURATION, "The longest first pause.")
                    .otherwise(Retry.DEFAULT.interval())
                    .absent("`1s`");
    private static final Key<Duration> MAX_INTERVAL =
            Key.optional(
                            "max_interval",
                            WebShapes.DURATION,
                            "The longest pause, also of those that a server asks for; one that asks"
                                    + " for more ends the run.")
                    .otherwise(Retry.DEFAULT.maxInterval())
                    .absent("`2m`");
    private static final Key<String> JITTER =
            Key.optional(
                            "jitter",
                            ChoiceShape.of(Map.of("full", "full")),
                            "How pauses are spread: over their whole length.")
                    .otherwise("full");
    private static final Key<Boolean> RESPECT_RETRY_AFTER =
            Key.optional(
                            "respect_retry_after",
                            new FlagShape(),
                            "Whether a pause that the server asks for is kept.")
                    .otherwise(true);
    private static final Key<Retry> RETRY =
            Key.optional(
                            "retry",
                            RecordShape.of(
                                    "client retry",
                                    "When a request is tried again: connections that were lost, cut"
                                            + " bodies, servers in trouble, too many requests.",
                                    List.of(
                                            RETRY_TYPE,
                                            MAX_ATTEMPTS,
                                            INTERVAL,
                                            MAX_INTERVAL,
                                            JITTER,
                                            RESPECT_RETRY_AFTER),
                                    in ->
                                            new Retry(
                                                    Math.toIntExact(in.get(MAX_ATTEMPTS)),
                                                    in.get(INTERVAL),
                                                    in.get(MAX_INTERVAL),
                                                    in.get(RESPECT_RETRY_AFTER))),
                            "When a request is tried again.")
                    .otherwise(Retry.DEFAULT);

    private static final Key<Long> FAILURE_THRESHOLD =
            Key.optional(
                            "failure_threshold",
                            new WholeShape(1, 1000),
                            "So many failed attempts in a row, and the host is left alone.")
                    .otherwise((long) CircuitBreaker.DEFAULT.failureThreshold());
    private static final Key<Duration> OPEN_FOR =
            Key.optional("open_for", WebShapes.DURATION, "For so long.")
                    .otherwise(CircuitBreaker.DEFAULT.openFor())
                    .absent("`60s`");
    private static final Key<Long> HALF_OPEN_CALLS =
            Key.optional(
                            "half_open_calls",
                            new WholeShape(1, 100),
                            "So many requests must go well then, before all pass again.")
                    .otherwise((long) CircuitBreaker.DEFAULT.halfOpenCalls());
    private static final Key<String> SCOPE =
            Key.optional(
                            "scope",
                            ChoiceShape.of(Map.of("host", "host")),
                            "For whom it counts: for all sources of the host.")
                    .otherwise("host");
    private static final Key<CircuitBreaker> CIRCUIT_BREAKER =
            Key.optional(
                            "circuit_breaker",
                            RecordShape.of(
                                    "client circuit breaker",
                                    "When a host that keeps failing is left alone.",
                                    List.of(FAILURE_THRESHOLD, OPEN_FOR, HALF_OPEN_CALLS, SCOPE),
                                    in ->
                                            new CircuitBreaker(
                                                    Math.toIntExact(in.get(FAILURE_THRESHOLD)),
                                                    in.get(OPEN_FOR),
                                                    Math.toIntExact(in.get(HALF_OPEN_CALLS)))),
                            "When a host that keeps failing is left alone.")
                    .otherwise(CircuitBreaker.DEFAULT);
    private static final Key<ByteSize> MAX_SIZE =
            Key.optional(
                            "max_size",
                            WebShapes.SIZE,
                            "The largest answer, unpacked. Files have `download.max_size`.")
                    .otherwise(ClientSpec.DEFAULT.maxSize())
                    .absent("`256MiB`");

    static final Key<ClientSpec> CLIENT =
            Key.optional(
                            "client",
                            RecordShape.of(
                                    "client",
                                    "How a source speaks to web servers.",
                                    List.of(
                                            BASE_URL,
                                            HEADERS,
                                            AuthKeys.AUTH,
                                            TIMEOUT,
                                            CONDITIONAL_GET,
                                            RATE_LIMIT,
                                            RETRY,
                                            CIRCUIT_BREAKER,
                                            MAX_SIZE),
                                    ClientKeys::client),
                            "How the source speaks to web servers; only for locations on the web.")
                    .otherwise(ClientSpec.DEFAULT)
                    .absent("the defaults below");

    private ClientKeys() {}

    private static ClientSpec client(Values in) {
        return new ClientSpec(
                in.find(BASE_URL),
                in.get(HEADERS),
                in.get(AuthKeys.AUTH),
                in.get(TIMEOUT),
                in.get(CONDITIONAL_GET),
                in.get(RATE_LIMIT),
                in.get(RETRY),
                in.get(CIRCUIT_BREAKER),
                in.get(MAX_SIZE));
    }

    private static @Nullable RateLimit limit(Values in) {
        boolean window = in.get(LIMIT_TYPE).equals("moving_window");
        for (Key<?> key : window ? List.of(REMAINING, RESET) : List.of(LIMIT, PER)) {
            if (in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' has no effect with type: %s"
                                        .formatted(key.name(), in.get(LIMIT_TYPE)),
                                "Remove it, or write another type.");
                return null;
            }
        }
        if (!window) {
            return new RateLimit.Headers(in.get(REMAINING), in.get(RESET));
        }
        Long limit = in.find(LIMIT);
        Duration per = in.find(PER);
        if (limit == null || per == null) {
            if (in.complete()) {
                in.reading()
                        .error(
                                in.place(),
                                "a moving window has 'limit' and 'per'",
                                "Write for example limit: 100, per: 1m.");
            }
            return null;
        }
        return new RateLimit.MovingWindow(Math.toIntExact(limit), per);
    }
}
