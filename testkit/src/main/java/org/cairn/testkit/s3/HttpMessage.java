package org.cairn.testkit.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request or an answer as it goes over the wire, with its whole body.
///
/// @param first the first line
/// @param headers the others, as they are
record HttpMessage(String first, List<String> headers, byte[] body) {
    private static final int LONGEST_LINE = 64 * 1024;

    HttpMessage {
        headers = List.copyOf(headers);
    }

    /// Reads one, or nothing where the other side has ended in order.
    static @Nullable HttpMessage read(InputStream in, Kind kind) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        List<String> headers = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        var message = new HttpMessage(first, headers, new byte[0]);
        return switch (kind) {
            case REQUEST -> message.withBody(body(message, in, 0));
            case ANSWER -> message.withBody(body(message, in, Integer.MAX_VALUE));
            case ANSWER_TO_HEAD -> message;
        };
    }

    /// Which says how its body ends.
    enum Kind {
        REQUEST,
        /// Without a length it goes on to the end of the connection.
        ANSWER,
        /// It has no body, whatever it says.
        ANSWER_TO_HEAD
    }

    private static byte[] body(HttpMessage message, InputStream in, int lengthUnsaid)
            throws IOException {
        if ("chunked".equalsIgnoreCase(message.header("transfer-encoding"))) {
            return chunked(in);
        }
        String length = message.header("content-length");
        if (length == null) {
            return in.readNBytes(lengthUnsaid);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("a body ended early");
        }
        return body;
    }

    private static byte[] chunked(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            if (size == null) {
                throw new EOFException("a chunk ended early");
            }
            int length = Integer.parseInt(size.strip(), 16);
            all.writeBytes(in.readNBytes(length));
            line(in);
            if (length == 0) {
                return all.toByteArray();
            }
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(ISO_8859_1);
            }
            if (c != '\r') {
                line.write(c);
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line without end");
            }
        }
        return line.toString(ISO_8859_1);
    }

    @Nullable String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse(null);
    }

    HttpMessage without(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return new HttpMessage(
                first,
                headers.stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(start))
                        .toList(),
                body);
    }

    HttpMessage with(String name, String value) {
        List<String> changed = new ArrayList<>(without(name).headers);
        changed.add(name + ": " + value);
        return new HttpMessage(first, changed, body);
    }

    HttpMessage withBody(byte[] bytes) {
        return new HttpMessage(first, headers, bytes);
    }

    /// First line and headers, with the empty line after them.
    byte[] head() {
        return (first
                        + "\r\n"
                        + headers.stream().map(h -> h + "\r\n").collect(Collectors.joining())
                        + "\r\n")
                .getBytes(ISO_8859_1);
    }
}
