package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cairn.collect.decode.YamlTree.Node;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The text of one YAML file in memory, and where its characters are in bytes. The library counts
/// characters. Confined to one call.
final class YamlPlaces {
    static final int MOST_BYTES = 8 << 20;
    private static final int BLOCK = 256;
    private static final String STORED = "the document is stored; nothing of it was used";

    private final Body body;
    private final byte[] bytes;
    private final int mark;

    /// Offset of every 256th character.
    private final int[] blocks;

    private YamlPlaces(Body body, byte[] bytes, int mark) {
        this.body = body;
        this.bytes = bytes;
        this.mark = mark;
        this.blocks = new int[bytes.length / BLOCK + 2];
        int characters = 0;
        for (int i = mark; i < bytes.length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                if (characters % BLOCK == 0) {
                    blocks[characters / BLOCK] = i;
                }
                characters++;
            }
        }
        for (int i = (characters + BLOCK - 1) / BLOCK; i < blocks.length; i++) {
            blocks[i] = bytes.length;
        }
    }

    /// Reads the documents of a file.
    ///
    /// Problems raised: `document-malformed`, `encoding-unreadable`, `too-deep`, `page-too-large`.
    static List<Node> read(Body body, RecordPlan plan) {
        Encodings.requireUtf8(plan.input().encoding());
        if (body.lengthBytes() > MOST_BYTES) {
            throw tooLarge("%d bytes; %d are allowed".formatted(body.lengthBytes(), MOST_BYTES));
        }
        byte[] bytes = body.read(0, (int) body.lengthBytes());
        Encodings.refuseWide(bytes, Math.min(bytes.length, 1024));
        int bad = Utf8.firstBad(bytes, 0, bytes.length);
        if (bad < bytes.length) {
            throw XmlFaults.encoding(body, bad);
        }
        int mark = Encodings.startsWithMark(bytes, bytes.length) ? Encodings.MARK_BYTES : 0;
        var places = new YamlPlaces(body, bytes, mark);
        return places.parse(plan.limits().depth());
    }

    private List<Node> parse(int deepest) {
        var settings =
                LoadSettings.builder()
                        .setUseMarks(true)
                        .setParseComments(false)
                        .setCodePointLimit(MOST_BYTES)
                        .build();
        String text = new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
        try {
            return YamlTree.read(this, new Parse(settings).parseString(text).iterator(), deepest);
        } catch (MarkedYamlEngineException e) {
            int at = e.getProblemMark().map(Mark::getIndex).orElse(0);
            throw malformed(byteAt(at), String.valueOf(e.getProblem()));
        } catch (ReaderException e) {
            throw malformed(byteAt(e.getPosition()), "a control character");
        } catch (YamlEngineException e) {
            throw malformed(mark, String.valueOf(e.getMessage()));
        }
    }

    /// Offset of a character, counted by Unicode code points.
    private int byteAt(int character) {
        int at = blocks[Math.min(character / BLOCK, blocks.length - 1)];
        for (int left = character % BLOCK; left > 0 && at < bytes.length; left--) {
            at++;
            while (at < bytes.length && (bytes[at] & 0xc0) == 0x80) {
                at++;
            }
        }
        return at;
    }

    private static int index(Event event, boolean end) {
        return (end ? event.getEndMark() : event.getStartMark()).map(Mark::getIndex).orElse(0);
    }

    /// The bytes of a scalar.
    ByteSpan span(Event scalar) {
        int from = byteAt(index(scalar, false));
        return new ByteSpan(from, Math.max(0, byteAt(index(scalar, true)) - from));
    }

    /// The bytes of a list or mapping: in block form it ends with what it holds last.
    ByteSpan span(Event start, Event end, @Nullable Node last) {
        int from = byteAt(index(start, false));
        int closed = byteAt(index(end, true));
        boolean flow = closed > from && (bytes[closed - 1] == ']' || bytes[closed - 1] == '}');
        boolean brackets = from < bytes.length && (bytes[from] == '[' || bytes[from] == '{');
        long until =
                (flow && brackets) || last == null
                        ? closed
                        : last.span().offset() + last.span().length();
        return new ByteSpan(from, (int) Math.max(0, until - from));
    }

    RuntimeException malformed(Event event, String why) {
        return malformed(byteAt(index(event, false)), why);
    }

    private RuntimeException malformed(long offset, String why) {
        Position at = Position.of(body, offset);
        return DecodeProblems.DOCUMENT_MALFORMED
                .says("the document is not valid YAML")
                .what(
                        "line %d, column %d, byte %d: %s",
                        at.line(), at.column(), offset, why.lines().findFirst().orElse(""))
                .kept(STORED)
                .remedy(
                        "Look at the bytes around that place; fetch the document again or ask the publisher.")
                .with("line", at.line())
                .with("column", at.column())
                .with("offset", offset)
                .asException();
    }

    RuntimeException tooDeep(Event event, int deepest) {
        return XmlFaults.tooDeep(body, byteAt(index(event, false)), deepest);
    }

    RuntimeException tooMany(Event event, int most) {
        return tooLarge(
                "more than %d values at byte %d, aliases written out"
                        .formatted(most, byteAt(index(event, false))));
    }

    private static RuntimeException tooLarge(String how) {
        return DecodeProblems.PAGE_TOO_LARGE
                .says("the document is too large to be held as a tree")
                .what("it has %s", how)
                .kept(STORED)
                .remedy("Ask the publisher for the data as CSV or JSON Lines, or split the file.")
                .asException();
    }
}
