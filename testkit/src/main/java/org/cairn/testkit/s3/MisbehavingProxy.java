package org.cairn.testkit.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Stands before an HTTP server and does to requests and answers what a network, a load balancer or
/// a busy store does to them. It hands on bytes as they are, the name of the host included, so that
/// signatures stay right. One request a connection. Safe for any thread.
public final class MisbehavingProxy implements AutoCloseable {
    private final URI server;
    private final ServerSocket listener;
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, List<String>> headers = new HashMap<>();
    private final Map<String, HttpMessage> answers = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private static final class Rule {
        private final Predicate<String> request;
        private final Misbehaviour misbehaviour;
        private int times;

        Rule(Predicate<String> request, Misbehaviour misbehaviour, int times) {
            this.request = request;
            this.misbehaviour = misbehaviour;
            this.times = times;
        }
    }

    private MisbehavingProxy(URI server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    public static MisbehavingProxy before(URI server) {
        try {
            var proxy =
                    new MisbehavingProxy(
                            server, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Misbehaves with the next requests whose line (`PUT /bucket/key?query`) the pattern is found
    /// in.
    public synchronized void next(int times, String pattern, Misbehaviour misbehaviour) {
        var compiled = java.util.regex.Pattern.compile(pattern);
        rules.add(new Rule(line -> compiled.matcher(line).find(), misbehaviour, times));
    }

    /// From now on behaves.
    public synchronized void behave() {
        rules.clear();
    }

    /// The requests so far, as `PUT /bucket/key?query`.
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            HttpMessage request =
                    HttpMessage.read(client.getInputStream(), HttpMessage.Kind.REQUEST);
            if (request != null) {
                String line = request.first().replaceAll(" HTTP/.*", "");
                note(line, request);
                answer(request, line, misbehaviour(line), client);
            }
        } catch (IOException | InterruptedException _) {
            // The client, or the server, has gone.
        }
    }

    private synchronized void note(String line, HttpMessage request) {
        headers.put(line, request.headers());
    }

    /// The headers of the last request with a line, as they were sent; none without such a request.
    public synchronized List<String> headers(String line) {
        return headers.getOrDefault(line, List.of());
    }

    private synchronized @Nullable Misbehaviour misbehaviour(String line) {
        requests.add(line);
        for (Rule rule : rules) {
            if (rule.times > 0 && rule.request.test(line)) {
                rule.times--;
                return rule.misbehaviour;
            }
        }
        return null;
    }

    private void answer(HttpMessage request, String line, @Nullable Misbehaviour how, Socket client)
            throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        switch (how) {
            case null -> write(out, ask(request, line));
            case Misbehaviour.Refuses(int status, String code) ->
                    write(out, error(request, status, code));
            case Misbehaviour.FailsInside200(String code) -> write(out, error(request, 200, code));
            case Misbehaviour.LosesAnswer() -> ask(request, line);
            case Misbehaviour.KeepsSilent() -> {
                ask(request, line);
                closed.await(1, TimeUnit.MINUTES);
            }
            case Misbehaviour.Truncates(int bytes) -> {
                HttpMessage whole = ask(request, line);
                write(out, cut(whole, bytes).with("Content-Length", "" + bytes));
            }
            case Misbehaviour.Cuts(int bytes) -> write(out, cut(ask(request, line), bytes));
            case Misbehaviour.Rewrites(String header, String value) ->
                    write(out, ask(request, line).with(header, value));
            case Misbehaviour.Drips(int pause) -> drip(out, ask(request, line), pause);
            case Misbehaviour.Repeats() -> write(out, earlier(request, line));
            case Misbehaviour.FlipsBit() -> write(out, ask(flipped(request), line));
            case Misbehaviour.Drops(String header) ->
                    write(out, ask(request.without(header), line));
            case Misbehaviour.Pretends() -> write(out, nothing());
        }
    }

    private HttpMessage ask(HttpMessage request, String line) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            write(socket.getOutputStream(), request.with("Connection", "close"));
            var kind =
                    request.first().startsWith("HEAD ")
                            ? HttpMessage.Kind.ANSWER_TO_HEAD
                            : HttpMessage.Kind.ANSWER;
            HttpMessage answer = HttpMessage.read(socket.getInputStream(), kind);
            if (answer == null) {
                throw new IOException("the server has no answer");
            }
            HttpMessage closing = answer.without("Transfer-Encoding").with("Connection", "close");
            HttpMessage handed =
                    kind == HttpMessage.Kind.ANSWER_TO_HEAD
                            ? closing
                            : closing.with("Content-Length", "" + answer.body().length);
            synchronized (this) {
                answers.put(line, handed);
            }
            return handed;
        }
    }

    private HttpMessage earlier(HttpMessage request, String line) throws IOException {
        HttpMessage found;
        synchronized (this) {
            found = answers.get(line);
        }
        return found == null ? ask(request, line) : found;
    }

    private static HttpMessage error(HttpMessage request, int status, String code) {
        boolean head = request.first().startsWith("HEAD ");
        byte[] body =
                head
                        ? new byte[0]
                        : """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <Error><Code>%s</Code><Message>as told</Message></Error>
                        """
                                .formatted(code)
                                .getBytes(UTF_8);
        return new HttpMessage("HTTP/1.1 %d As-Told".formatted(status), List.of(), body)
                .with("Content-Type", "application/xml")
                .with("Connection", "close")
                .with("Content-Length", "" + body.length);
    }

    private static HttpMessage nothing() {
        return new HttpMessage("HTTP/1.1 200 As-Told", List.of(), new byte[0])
                .with("Connection", "close")
                .with("Content-Length", "0");
    }

    private static HttpMessage cut(HttpMessage whole, int bytes) {
        return whole.withBody(
                java.util.Arrays.copyOf(whole.body(), Math.min(bytes, whole.body().length)));
    }

    private static HttpMessage flipped(HttpMessage request) {
        byte[] body = request.body().clone();
        body[body.length / 2] ^= 1;
        return request.withBody(body);
    }

    private static void write(OutputStream out, HttpMessage message) throws IOException {
        out.write(message.head());
        out.write(message.body());
        out.flush();
    }

    private void drip(OutputStream out, HttpMessage message, int pauseMillis)
            throws IOException, InterruptedException {
        out.write(message.head());
        for (byte each : message.body()) {
            if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                return;
            }
            out.write(each);
            out.flush();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
