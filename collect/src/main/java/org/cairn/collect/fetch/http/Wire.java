package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Java's HTTP client, one exchange at a time: no redirects, no proxy, no cookies, no cache, HTTP
/// 1.1. Safe for any thread.
final class Wire {
    // Connections are worth keeping for the whole process; clients differ by one setting only.
    private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private Wire() {}

    /// One request as it goes out.
    ///
    /// @param form the body of a POST, or null for a GET
    record Outgoing(URI uri, Map<String, String> headers, @Nullable String form) {}

    /// Sends and waits for the head; the body comes as it is read, within the deadline.
    ///
    /// Throws what the connection throws; `HttpTimeoutException` when the deadline is over.
    static HttpResponse<TimedBody> send(Outgoing outgoing, Deadline deadline) throws IOException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(outgoing.uri);
            outgoing.headers.forEach(request::setHeader);
        } catch (IllegalArgumentException e) {
            // Not repeated: the value may be a secret.
            throw new java.net.ProtocolException("the request holds characters that HTTP forbids");
        }
        if (outgoing.form != null) {
            request.setHeader("Content-Type", "application/x-www-form-urlencoded");
            request.POST(
                    HttpRequest.BodyPublishers.ofString(outgoing.form, StandardCharsets.UTF_8));
        }
        HttpClient client = CLIENTS.computeIfAbsent(deadline.timeouts().connect(), Wire::newClient);
        CompletableFuture<HttpResponse<TimedBody>> answer =
                client.sendAsync(request.build(), _ -> new TimedBody(deadline));
        return await(answer, deadline);
    }

    private static HttpResponse<TimedBody> await(
            CompletableFuture<HttpResponse<TimedBody>> answer, Deadline deadline)
            throws IOException {
        try {
            return answer.get(deadline.headNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            var late = new HttpTimeoutException("the answer did not begin in time");
            late.initCause(e);
            throw late;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while asking a web server");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    private static HttpClient newClient(Duration connect) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(connect)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }
}
