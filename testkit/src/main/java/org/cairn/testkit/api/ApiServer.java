package org.cairn.testkit.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves one site on a free port of the loopback address and remembers what it was asked.
public final class ApiServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new ArrayList<>();

    private ApiServer(HttpServer server) {
        this.server = server;
    }

    public static ApiServer of(ApiSite site) {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var server = new ApiServer(http);
            http.setExecutor(server.threads);
            http.createContext("/", exchange -> server.serve(site, exchange));
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its address, with a slash at the end.
    public String url() {
        return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    }

    /// Paths and queries in the order in which they were asked for.
    public List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public void forgetAsked() {
        synchronized (asked) {
            asked.clear();
        }
    }

    private void serve(ApiSite site, HttpExchange exchange) throws IOException {
        try (exchange) {
            synchronized (asked) {
                asked.add(exchange.getRequestURI().toString());
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name, values.getFirst()));
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            ApiAnswer answer = site.answer(ApiRequest.of(exchange.getRequestURI(), headers, body));
            exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            if (length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
