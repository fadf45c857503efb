package org.cairn.collect.decode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of CSV cells into text, strictly. Confined to one thread.
final class CellText {
    private static final char REPLACEMENT = '\uFFFD';

    private final Charset charset;
    private final int quote;
    private byte[] unquoted = new byte[256];

    CellText(CsvSyntax syntax) {
        this.charset = syntax.charset();
        this.quote = syntax.quote();
    }

    /// The text of a cell of the current record, without its quotes; null when its bytes are not
    /// text in this charset.
    @Nullable String of(CsvTokenizer record, int cell) {
        int from = record.cellStart(cell);
        int to = record.cellEnd(cell);
        return switch (record.form(cell)) {
            case PLAIN -> decode(record.bytes(), from, to - from);
            case QUOTED -> decode(record.bytes(), from + 1, to - from - 2);
            case ESCAPED -> {
                // First, for it may put a larger array in place.
                int length = unquote(record.bytes(), from, to);
                yield decode(unquoted, 0, length);
            }
        };
    }

    // The JDK decodes whole arrays far faster than a CharsetDecoder does, but puts a replacement
    // character for what it cannot decode; only a text with that character is looked at again.
    private @Nullable String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, charset);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
        } catch (CharacterCodingException _) {
            // The caller reports the record: that the bytes are not text is an answer here.
            return null;
        }
    }

    /// Copies a cell to the scratch array without its quotes, and gives the number of bytes.
    private int unquote(byte[] bytes, int from, int to) {
        if (unquoted.length < to - from) {
            unquoted = new byte[Math.max(to - from, unquoted.length * 2)];
        }
        int n = 0;
        boolean quoted = true;
        for (int i = from + 1; i < to; i++) {
            boolean isQuote = quoted && bytes[i] == quote;
            if (isQuote && i + 1 < to && bytes[i + 1] == quote) {
                i++;
            } else if (isQuote) {
                quoted = false;
                continue;
            }
            unquoted[n++] = bytes[i];
        }
        return n;
    }
}
