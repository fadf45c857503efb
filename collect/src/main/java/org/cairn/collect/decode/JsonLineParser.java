package org.cairn.collect.decode;

import java.util.function.Function;
import org.cairn.collect.decode.JsonCursor.Slice;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.kernel.ByteSpan;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Parses the lines of a JSON Lines document one at a time. Confined to one thread.
final class JsonLineParser {
    private static final int SNIFFED_BYTES = 4;

    private final Limits limits;
    private final JsonFactory factory;

    JsonLineParser(Limits limits) {
        this.limits = limits;
        this.factory = JsonCursor.factory(limits);
    }

    /// What a line came to.
    sealed interface Parsed<R> {
        record Blank<R>() implements Parsed<R> {}

        record Good<R>(R read) implements Parsed<R> {}

        record Bad<R>(ByteSpan span, Flaw flaw) implements Parsed<R> {}
    }

    /// Parses one line.
    ///
    /// @param offset in the document, of the array's index 0
    /// @param reading begins at the value's first token and ends at its last
    <R> Parsed<R> parse(Slice line, long offset, Function<JsonCursor, R> reading) {
        byte[] bytes = line.bytes();
        int from = line.from();
        int to = from + line.length();
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        if (from == to) {
            return new Parsed.Blank<>();
        }
        var span = new ByteSpan(offset + from, to - from);
        if (span.length() > limits.recordBytes()) {
            return new Parsed.Bad<>(span, Flaw.tooMuch(span.length(), limits));
        }
        int bad = Utf8.firstBad(bytes, from, to);
        if (bad < to) {
            return new Parsed.Bad<>(
                    span,
                    new Flaw(
                            Flaw.UNDECODABLE,
                            "byte %d of the line is not UTF-8".formatted(bad - from + 1)));
        }
        if (!startsLikeJson(bytes, from, to)) {
            return bad(span, 0, "not JSON");
        }
        return read(new Slice(bytes, from, to - from), span, offset, reading);
    }

    private <R> Parsed<R> read(
            Slice slice, ByteSpan span, long offset, Function<JsonCursor, R> reading) {
        try (JsonCursor cursor = JsonCursor.over(factory, slice, offset, limits)) {
            try {
                cursor.parser().nextToken();
                R read = reading.apply(cursor);
                if (cursor.parser().nextToken() != null) {
                    long at = cursor.start() - span.offset();
                    return bad(span, at, "something follows the end of the value");
                }
                return new Parsed.Good<>(read);
            } catch (StreamConstraintsException e) {
                String why =
                        cursor.isTooDeep()
                                ? "it nests deeper than %d levels".formatted(limits.depth())
                                : "a name or value is too long";
                return bad(span, cursor.offsetOf(e) - span.offset(), why);
            } catch (JacksonException e) {
                return bad(span, cursor.offsetOf(e) - span.offset(), JsonFaults.why(e));
            }
        }
    }

    private static <R> Parsed<R> bad(ByteSpan span, long at, String why) {
        return new Parsed.Bad<>(
                span,
                new Flaw(Flaw.MALFORMED_LINE, "at byte %d of the line: %s".formatted(at + 1, why)));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    /// Whether the bytes begin as JSON can. Jackson would otherwise look at them for other
    /// encodings, which a zero byte or a byte order mark suggests.
    static boolean startsLikeJson(byte[] bytes, int from, int to) {
        for (int i = from; i < Math.min(to, from + SNIFFED_BYTES); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return from < to && bytes[from] > 0;
    }
}
