package org.cairn.collect.decode;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.cairn.source.spec.FileInput;

/// Finds the header line of a CSV document and how the document is written. Confined to one thread.
final class CsvOpening {
    private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
    private static final long LF = ByteScan.everywhere((byte) '\n');
    private static final long CR = ByteScan.everywhere((byte) '\r');

    private final ByteWindow window;
    private final FileInput input;
    private int at;

    CsvOpening(ByteWindow window, FileInput input) {
        this.window = window;
        this.input = input;
    }

    /// Moves to the header line. A UTF-8 byte order mark outweighs the declared encoding. Lines
    /// before the header are counted by their line ends alone: what stands there need not be CSV.
    ///
    /// Problems raised: `encoding-unreadable`.
    CsvSyntax findHeader() {
        Charset declared = Encodings.declared(input.encoding());
        at = Encodings.startOfText(window);
        Charset charset = at > 0 ? StandardCharsets.UTF_8 : declared;
        int safe = Encodings.safeAscii(charset);
        byte quote = safe(input.dialect().quote(), safe, charset);
        for (int line = 1; line < input.dialect().headerRow(); line++) {
            skipLine();
        }
        Character fixed = input.dialect().delimiter();
        byte delimiter = fixed == null ? likely(quote, safe) : safe(fixed, safe, charset);
        return new CsvSyntax(charset, delimiter, quote);
    }

    /// Position of the header line's first byte.
    int at() {
        return at;
    }

    private static byte safe(char wanted, int safe, Charset charset) {
        if (wanted >= safe) {
            String what =
                    safe == 0
                            ? "its characters cannot be told apart by their bytes"
                            : String.format(
                                    Locale.ROOT,
                                    "the byte of '%s' is also part of other characters",
                                    wanted);
            throw DecodeProblems.ENCODING_UNREADABLE
                    .says("CSV in %s with '%s' cannot be read", charset.name(), wanted)
                    .what("%s", what)
                    .kept("the document is stored; nothing of it was used")
                    .remedy(
                            "Convert the file, for example: iconv -f %s -t UTF-8 old > new",
                            charset.name())
                    .with("encoding", charset.name())
                    .asException();
        }
        return (byte) wanted;
    }

    private void skipLine() {
        at = ByteScan.findAny(window.bytes(), at, window.end(), LF, CR, CR);
        while (at == window.end() && !window.ended()) {
            window.more(at);
            at = ByteScan.findAny(window.bytes(), 0, window.end(), LF, CR, CR);
        }
        if (window.end() - at < 2 && !window.ended()) {
            window.more(at);
            at = 0;
        }
        if (at < window.end()) {
            boolean pair =
                    window.bytes()[at] == '\r'
                            && at + 1 < window.end()
                            && window.bytes()[at + 1] == '\n';
            at += pair ? 2 : 1;
        }
    }

    /// The delimiter that the header line has most of outside quotes; the comma when it has none.
    private byte likely(byte quote, int safe) {
        int[] counts = new int[DELIMITERS.length];
        while (!count(quote, counts) && !window.ended() && !window.isFull(at)) {
            window.more(at);
            at = 0;
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best] && DELIMITERS[i] < safe) {
                best = i;
            }
        }
        return DELIMITERS[best];
    }

    /// Counts over the header line, and says whether all of it is in the window.
    private boolean count(byte quote, int[] counts) {
        Arrays.fill(counts, 0);
        byte[] bytes = window.bytes();
        boolean quoted = false;
        boolean cellStart = true;
        for (int i = at; i < window.end(); i++) {
            byte b = bytes[i];
            if (b == quote && (quoted || cellStart)) {
                cellStart = quoted;
                quoted = !quoted;
            } else if (!quoted) {
                if (b == '\n' || b == '\r') {
                    return true;
                }
                cellStart = false;
                for (int k = 0; k < DELIMITERS.length; k++) {
                    if (b == DELIMITERS[k]) {
                        counts[k]++;
                        cellStart = true;
                    }
                }
            }
        }
        return false;
    }
}
