package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// A JSON parser that knows where its tokens stand in the document. Confined to one thread.
final class JsonCursor implements AutoCloseable {
    /// In UTF-8.
    private static final int LONGEST_CHARACTER = 4;

    /// Jackson's own limit for names is 50,000; its table of names seen is bounded by count only.
    private static final int LONGEST_NAME = 4_096;

    private final JsonParser parser;
    private final @Nullable Utf8Feed feed;
    private final long base;
    private final int deepest;

    private JsonCursor(JsonParser parser, @Nullable Utf8Feed feed, long base, Limits limits) {
        this.parser = parser;
        this.feed = feed;
        this.base = base;
        this.deepest = limits.depth();
    }

    /// A factory for the parsers of one call; its table of names is shared between them.
    static JsonFactory factory(Limits limits) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(limits.depth())
                                .maxStringLength(limits.recordBytes())
                                .maxNumberLength(limits.recordBytes())
                                .maxNameLength(LONGEST_NAME)
                                .build())
                .build();
    }

    /// Reads a whole document with `reading`, which starts before the first token.
    ///
    /// Problems raised: `document-malformed`, `encoding-unreadable`, `too-deep`, `value-too-long`,
    /// `document-unreadable`; those that `reading` throws itself pass unchanged.
    static <R extends @Nullable Object> R read(
            Body body, Limits limits, Function<JsonCursor, R> reading) {
        try (InputStream in = body.open()) {
            var feed = new Utf8Feed(in);
            JsonParser parser = factory(limits).createParser(ObjectReadContext.empty(), feed);
            try (var cursor = new JsonCursor(parser, feed, feed.base(), limits)) {
                return cursor.use(body, reading);
            }
        } catch (Utf8Feed.MalformedBytes e) {
            throw notUtf8(body, e.offset(), e);
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// Reads one record of a document from its bytes alone, in the same way.
    static <R extends @Nullable Object> R readRecord(
            Body body, ByteSpan span, Limits limits, Function<JsonCursor, R> reading) {
        byte[] bytes = body.read(span.offset(), span.length());
        int bad = Utf8.firstBad(bytes, 0, bytes.length);
        if (bad < bytes.length || !JsonLineParser.startsLikeJson(bytes, 0, bytes.length)) {
            throw malformed(body, span.offset() + Math.min(bad, bytes.length), "not JSON", null);
        }
        var slice = new Slice(bytes, 0, bytes.length);
        try (JsonCursor cursor = over(factory(limits), slice, span.offset(), limits)) {
            return cursor.use(body, reading);
        }
    }

    private <R extends @Nullable Object> R use(Body body, Function<JsonCursor, R> reading) {
        try {
            return reading.apply(this);
        } catch (RuntimeException e) {
            throw problem(body, e);
        }
    }

    /// Reads a part of a document that is in memory and known to be UTF-8 without zero bytes.
    ///
    /// @param base offset in the document of the array's first byte
    static JsonCursor over(JsonFactory factory, Slice slice, long base, Limits limits) {
        JsonParser parser =
                factory.createParser(
                        ObjectReadContext.empty(), slice.bytes(), slice.from(), slice.length());
        return new JsonCursor(parser, null, base + slice.from(), limits);
    }

    /// Part of an array. Not copied.
    record Slice(byte[] bytes, int from, int length) {}

    JsonParser parser() {
        return parser;
    }

    /// Offset of the current token's first byte.
    long start() {
        return base + parser.currentTokenLocation().getByteOffset();
    }

    /// Offset behind the current token, which must be a scalar or the end of an object or array.
    long end() {
        JsonToken token = parser.currentToken();
        if (token != null && token.isNumeric()) {
            // Behind a number the parser may have looked at the next byte already.
            return start() + parser.getStringLength();
        }
        parser.finishToken();
        return base + parser.currentLocation().getByteOffset();
    }

    /// Offset behind the last byte the parser was given: never less than [#end], and dearer calls
    /// are saved by asking it first.
    long reach() {
        return feed == null ? 0 : feed.reach();
    }

    /// Offset up to which the parser has read tokens.
    long passed() {
        return base + parser.currentLocation().getByteOffset();
    }

    /// Moves to the document's first token.
    JsonToken first(Body body) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw malformed(body, base, "it is empty", null);
        }
        return token;
    }

    /// Makes sure that nothing follows the value whose last token is current.
    void requireEnd(Body body) {
        if (parser.nextToken() != null) {
            throw malformed(body, start(), "something follows the end of the document", null);
        }
    }

    /// Whether a limit failed because of nesting rather than length.
    boolean isTooDeep() {
        return parser.streamReadContext().getNestingDepth() > deepest;
    }

    /// Turns what the parser threw into the problem to report.
    private RuntimeException problem(Body body, RuntimeException failure) {
        return switch (failure) {
            case Utf8Feed.MalformedBytes bytes -> notUtf8(body, bytes.offset(), failure);
            case JacksonIOException e -> Position.unreadable(e);
            case StreamConstraintsException e -> limit(body, e);
            case JacksonException e -> malformed(body, offsetOf(e), JsonFaults.why(e), e);
            default -> failure;
        };
    }

    /// Offset at which the parser failed, or as near as it says.
    long offsetOf(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        // A limit is noticed without a place, right behind the byte that passes it.
        return location == null || location.getByteOffset() < 0
                ? Math.max(base, passed() - 1)
                : base + location.getByteOffset();
    }

    private static RuntimeException notUtf8(Body body, long offset, Throwable cause) {
        byte[] tail =
                body.read(offset, (int) Math.min(LONGEST_CHARACTER, body.lengthBytes() - offset));
        if (Utf8.isCutOff(tail, 0, tail.length)) {
            return malformed(body, offset, "it ends in the middle of a character", cause);
        }
        Position at = Position.of(body, offset);
        return DecodeProblems.ENCODING_UNREADABLE
                .says("the document is not text in UTF-8")
                .what("line %d, column %d, byte %d: not UTF-8", at.line(), at.column(), offset)
                .kept("the document is stored; nothing of it was used")
                .remedy("Convert the file, for example: iconv -f SHIFT_JIS -t UTF-8 old > new")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException(cause);
    }

    private static RuntimeException malformed(
            Body body, long offset, String why, @Nullable Throwable cause) {
        Position at = Position.of(body, offset);
        return DecodeProblems.DOCUMENT_MALFORMED
                .says("the document is not valid JSON")
                .what("line %d, column %d, byte %d: %s", at.line(), at.column(), offset, why)
                .kept("the document is stored; nothing of it was used")
                .remedy(
                        "Look at the bytes around that place; fetch the document again or ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException(cause);
    }

    private RuntimeException limit(Body body, StreamConstraintsException e) {
        long offset = offsetOf(e);
        Position at = Position.of(body, offset);
        var problem =
                isTooDeep()
                        ? DecodeProblems.TOO_DEEP.says(
                                "the document nests deeper than %d levels", deepest)
                        : DecodeProblems.VALUE_TOO_LONG.says(
                                "a value of the document is longer than a record may be");
        return problem.what("line %d, column %d, byte %d", at.line(), at.column(), offset)
                .kept("the document is stored; nothing of it was used")
                .remedy("Look at the bytes at that place and ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException(e);
    }

    @Override
    public void close() {
        parser.close();
    }
}
