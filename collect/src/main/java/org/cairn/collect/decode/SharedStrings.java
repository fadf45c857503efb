package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.collect.decode.ZipParts.Part;
import org.jspecify.annotations.Nullable;

/// The texts that the cells of a workbook share, by their number. Held in memory as UTF-8, within
/// bounds. Not changed once read; safe for any thread.
final class SharedStrings {
    static final SharedStrings NONE = new SharedStrings();
    private static final int CHUNK = 1 << 20;

    /// Bytes of all texts together, and how many there may be: 160 MiB of memory, 256 MiB where
    /// they are long and not Latin.
    private static final long MOST_BYTES = 64L << 20;

    private static final int MOST_TEXTS = 8 << 20;

    /// Longer texts are kept as they are given out: however many cells share one, it is there once.
    private static final int SHORT = 256;

    private final List<String> longer = new ArrayList<>();
    private final List<byte[]> chunks = new ArrayList<>();
    private long[] places = new long[1024];
    private int[] lengths = new int[1024];
    private int count;
    private long bytes;
    private int used = CHUNK;

    private SharedStrings() {}

    /// Problems raised: `workbook-too-large`, and those of reading XML.
    static SharedStrings read(Body document, @Nullable Part part, Limits limits) {
        if (part == null) {
            return NONE;
        }
        var strings = new SharedStrings();
        try (var tokens = PartTokens.open(document, part, limits)) {
            var text = new RichText(tokens, limits);
            for (Token next = tokens.next(); next != Token.EOF; next = tokens.next()) {
                if (next == Token.START && tokens.name().equals("si")) {
                    text.read();
                    strings.add(text.text());
                }
            }
        }
        return strings;
    }

    /// Where a text stands in the workbook; null when there is none of this number.
    static RichText.@Nullable Found find(Workbook workbook, int wanted, Limits limits) {
        Part part = workbook.strings();
        if (part == null) {
            return null;
        }
        try (var tokens = PartTokens.open(workbook.document(), part, limits)) {
            var text = new RichText(tokens, limits);
            int at = 0;
            for (Token next = tokens.next(); next != Token.EOF; next = tokens.next()) {
                if (next == Token.START && tokens.name().equals("si")) {
                    text.read();
                    if (at++ == wanted) {
                        return text.found();
                    }
                }
            }
        }
        return null;
    }

    private void add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes += utf8.length;
        if (bytes > MOST_BYTES || count == MOST_TEXTS) {
            throw WorkbookFaults.tooLarge(
                    "its cells share more than %d bytes of text, or %d texts"
                            .formatted(MOST_BYTES, MOST_TEXTS));
        }
        if (utf8.length > SHORT) {
            longer.add(text);
            note(longer.size() - 1, 0, -1);
            return;
        }
        if (CHUNK - used < utf8.length) {
            chunks.add(new byte[CHUNK]);
            used = 0;
        }
        if (utf8.length > 0) {
            System.arraycopy(utf8, 0, chunks.getLast(), used, utf8.length);
        }
        note(Math.max(0, chunks.size() - 1), used, utf8.length);
        used += utf8.length;
    }

    private void note(int chunk, int offset, int length) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        places[count] = ((long) chunk << 32) | offset;
        lengths[count++] = length;
    }

    /// The text of a number; null when there is none.
    @Nullable String get(int number) {
        if (number < 0 || number >= count) {
            return null;
        }
        if (lengths[number] == 0) {
            return "";
        }
        int index = (int) (places[number] >>> 32);
        if (lengths[number] < 0) {
            return longer.get(index);
        }
        byte[] chunk = chunks.get(index);
        return new String(chunk, (int) places[number], lengths[number], StandardCharsets.UTF_8);
    }
}
