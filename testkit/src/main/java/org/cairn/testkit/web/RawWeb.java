package org.cairn.testkit.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A web server on a free port of the loopback address, one request a connection. What it answers
/// is written byte by byte by the test, so that it can break every rule. Safe for any thread.
public final class RawWeb implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private RawWeb(ServerSocket server) {
        this.server = server;
    }

    /// A request as it came.
    ///
    /// @param target path and query
    /// @param headers by name, whatever the case
    /// @param number how many requests for this path came before
    public record Asked(
            String method, String target, Map<String, String> headers, String body, int number) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /// Writes an answer with its status line, or whatever else.
    @FunctionalInterface
    public interface Answer {
        void write(Asked asked, OutputStream out) throws IOException;
    }

    public static RawWeb start() {
        try {
            var web = new RawWeb(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("raw web").start(web::serve);
            return web;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers a path so from now on; the query does not count.
    public RawWeb on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    public URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + target);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Everything that was asked so far.
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("raw web answer").start(() -> answer(socket));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void answer(Socket socket) {
        try (socket;
                var out = socket.getOutputStream()) {
            Asked request = read(new BufferedInputStream(socket.getInputStream()));
            asked.add(request);
            String path = request.target.split("\\?", 2)[0];
            answers.getOrDefault(path, Answers.status(404, "no such page")).write(request, out);
            out.flush();
        } catch (IOException | RuntimeException _) {
            // The other side went away, which some tests want.
        }
    }

    private Asked read(InputStream in) throws IOException {
        String[] line = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String[] parts = header.split(":", 2);
            headers.put(parts[0].strip(), parts[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String path = line[1].split("\\?", 2)[0];
        long before =
                asked.stream().filter(each -> each.target.split("\\?", 2)[0].equals(path)).count();
        return new Asked(line[0].toUpperCase(Locale.ROOT), line[1], headers, body, (int) before);
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
