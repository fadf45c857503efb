package org.cairn.testkit.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.cairn.testkit.web.RawWeb.Answer;

/// Answers of web servers, good and bad.
public final class Answers {
    private Answers() {}

    /// 200 with this body.
    public static Answer body(String type, byte[] body, String... headers) {
        return (_, out) -> {
            head(
                    out,
                    200,
                    with(headers, "Content-Type: " + type, "Content-Length: " + body.length));
            out.write(body);
        };
    }

    public static Answer text(String type, String body, String... headers) {
        return body(type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /// A status with a short body.
    public static Answer status(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return (_, out) -> {
            head(out, status, with(headers, "Content-Length: " + bytes.length));
            out.write(bytes);
        };
    }

    public static Answer redirect(int status, String location) {
        return status(status, "", "Location: " + location);
    }

    /// The first of these once, then the second, and so on; the last for ever.
    public static Answer inTurn(Answer... answers) {
        return (asked, out) ->
                answers[Math.min(asked.number(), answers.length - 1)].write(asked, out);
    }

    /// Announces a body and sends only its begin.
    public static Answer truncated(String type, byte[] body, int sent) {
        return (_, out) -> {
            head(out, 200, "Content-Type: " + type, "Content-Length: " + body.length);
            out.write(body, 0, sent);
        };
    }

    /// A head, then a byte at a time with a pause before each, until the other side has enough.
    public static Answer drip(Duration pause) {
        return (_, out) -> {
            head(out, 200, "Content-Type: text/csv", "Content-Length: 1000000");
            for (int i = 0; i < 1_000_000; i++) {
                LockSupport.parkNanos(pause.toNanos());
                out.write('a');
                out.flush();
            }
        };
    }

    /// Takes the request and says nothing for a long time.
    public static Answer silence() {
        return (_, _) -> LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
    }

    /// A file that can be asked for in ranges by its tag (RFC 9110, 14).
    public static Answer ranged(byte[] body, String etag) {
        return (asked, out) -> {
            String range = asked.header("range");
            boolean same =
                    asked.header("if-range").equals(etag) || asked.header("if-range").isEmpty();
            if (!range.startsWith("bytes=") || !same) {
                head(
                        out,
                        200,
                        "Content-Type: text/csv",
                        "ETag: " + etag,
                        "Content-Length: " + body.length);
                out.write(body);
                return;
            }
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            if (from >= body.length) {
                head(out, 416, "Content-Range: bytes */" + body.length, "Content-Length: 0");
                return;
            }
            head(
                    out,
                    206,
                    "ETag: " + etag,
                    "Content-Range: bytes %d-%d/%d".formatted(from, body.length - 1, body.length),
                    "Content-Length: " + (body.length - from));
            out.write(body, from, body.length - from);
        };
    }

    /// The same, but every answer ends after this many bytes.
    public static Answer cutAfter(int bytes, Answer whole) {
        return (asked, out) -> {
            var all = new ByteArrayOutputStream();
            whole.write(asked, all);
            byte[] text = all.toByteArray();
            int head = endOfHead(text);
            out.write(text, 0, Math.min(text.length, head + bytes));
        };
    }

    private static int endOfHead(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    public static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Writes a status line and headers.
    public static void head(OutputStream out, int status, String... headers) throws IOException {
        var text = new StringBuilder("HTTP/1.1 " + status + " Said\r\nConnection: close\r\n");
        Arrays.stream(headers).forEach(header -> text.append(header).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }
}
