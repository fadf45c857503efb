package org.cairn.collect.decode;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.CsvDialect;

/// Finds the header line of a CSV document and how the document is written. Confined to one thread.
final class CsvOpening {
    private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
    private static final String[] DELIMITER_NAMES = {"','", "';'", "tab", "'|'"};
    private static final long LF = ByteScan.everywhere((byte) '\n');
    private static final long CR = ByteScan.everywhere((byte) '\r');
    private static final int SAMPLE_BYTES = 1 << 20;

    /// Records with more cells are counted as if they had so many.
    private static final int MOST_CELLS = 10_000;

    private final ByteWindow window;
    private final FileInput input;
    private final List<String> reasons = new ArrayList<>();
    private int at;

    CsvOpening(ByteWindow window, FileInput input) {
        this.window = window;
        this.input = input;
    }

    /// Moves to the header line. Lines before it are counted by their line ends alone: what stands
    /// there need not be CSV.
    ///
    /// @param charset of the window's bytes
    ///
    ///   Problems raised: `encoding-unreadable`.
    CsvSyntax findHeader(Charset charset) {
        window.more(0);
        int safe = Encodings.safeAscii(charset);
        char wanted = input.dialect().quote();
        int quote =
                wanted == CsvDialect.NO_QUOTE ? CsvSyntax.NO_QUOTE : safe(wanted, safe, charset);
        for (int line = 1; line < input.dialect().headerRow(); line++) {
            skipLine();
        }
        Character fixed = input.dialect().delimiter();
        byte delimiter = fixed == null ? likely(quote, safe, charset) : safe(fixed, safe, charset);
        return new CsvSyntax(charset, delimiter, quote);
    }

    /// Position of the header line's first byte.
    int at() {
        return at;
    }

    /// How what was not declared was found out, for a person.
    List<String> reasons() {
        return reasons;
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

    /// The delimiter by which most records have the same number of cells, weighed by that number;
    /// the comma when there is none. Judged by the first megabyte.
    private byte likely(int quote, int safe, Charset charset) {
        while (window.end() - at < SAMPLE_BYTES && !window.ended() && !window.isFull(at)) {
            window.more(at);
            at = 0;
        }
        int best = 0;
        Agreement most = new Agreement(0, 0, 0);
        for (int i = 0; i < DELIMITERS.length; i++) {
            if (DELIMITERS[i] < safe && DELIMITERS[i] != quote) {
                Agreement found = agreement(new CsvSyntax(charset, DELIMITERS[i], quote));
                if (found.weight() > most.weight()) {
                    most = found;
                    best = i;
                }
            }
        }
        if (most.cells() == 0) {
            reasons.add("no delimiter found: one column");
        } else if (most.agreeing() < most.records()) {
            // Where all agree there is nothing to tell.
            reasons.add(
                    "delimiter %s: %d of the first %d records have %d cells"
                            .formatted(
                                    DELIMITER_NAMES[best],
                                    most.agreeing(),
                                    most.records(),
                                    most.cells()));
        }
        return DELIMITERS[best];
    }

    /// How many records have the most frequent number of cells.
    private record Agreement(long agreeing, int cells, long records) {
        long weight() {
            return agreeing * (cells - 1L);
        }
    }

    private Agreement agreement(CsvSyntax syntax) {
        int end = Math.min(window.end(), at + SAMPLE_BYTES);
        byte[] sample = Arrays.copyOfRange(window.bytes(), at, end);
        var bytes = new ByteWindow(new ByteArrayInputStream(sample), sample.length);
        var tokens = new CsvTokenizer(bytes, 0, syntax, 0);
        bytes.more(0);
        boolean whole = window.ended() && end == window.end();
        int[] frequency = new int[MOST_CELLS + 1];
        long records = 0;
        int first = 0;
        int last = 0;
        for (Next next = tokens.next(); next == Next.RECORD; next = tokens.next()) {
            last = Math.min(tokens.cells(), MOST_CELLS);
            first = records == 0 ? last : first;
            frequency[last]++;
            records++;
        }
        if (!whole && records > 1) {
            // The last one may be cut off by the end of the sample.
            frequency[last]--;
            records--;
        }
        int most = 1;
        for (int cells = 2; cells < frequency.length; cells++) {
            if (frequency[cells] > frequency[most]
                    || (most == 1 && frequency[cells] == frequency[1] && frequency[cells] > 0)) {
                most = cells;
            }
        }
        boolean oneRow = input.table().header().more().isEmpty();
        return most == 1 || (oneRow && first == 1)
                ? new Agreement(0, 0, records)
                : new Agreement(frequency[most], most, records);
    }
}
