package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import org.cairn.collect.decode.RecordPlan.Limits;

/// Cuts a UTF-8 document into lines at LF, without a byte order mark. Confined to one thread.
final class Lines {
    private final ByteWindow window;
    private final Taker taker;

    /// Takes the lines in their order, blank ones too.
    interface Taker {
        /// Takes one line.
        ///
        /// @param offset in the document, of the array's index 0
        void line(JsonCursor.Slice line, long offset);

        /// A line past the limit, which is not kept.
        void tooLong(long start, long end);
    }

    private Lines(ByteWindow window, Taker taker) {
        this.window = window;
        this.taker = taker;
    }

    /// Problems raised: `encoding-unreadable`, `document-unreadable`.
    static void read(Body body, Limits limits, Taker taker) {
        try (InputStream in = body.open()) {
            new Lines(new ByteWindow(in, limits.recordBytes()), taker).run();
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    private void run() {
        int start = Encodings.startOfText(window);
        int scanned = start;
        while (true) {
            int lineEnd = ByteScan.find(window.bytes(), scanned, window.end(), (byte) '\n');
            if (lineEnd < window.end()) {
                give(start, lineEnd);
                start = lineEnd + 1;
                scanned = start;
            } else if (window.ended()) {
                give(start, lineEnd);
                return;
            } else if (window.isFull(start)) {
                start = skip(start);
                scanned = start;
            } else {
                scanned = window.end() - start;
                window.more(start);
                start = 0;
            }
        }
    }

    private void give(int start, int end) {
        var line = new JsonCursor.Slice(window.bytes(), start, end - start);
        taker.line(line, window.offset(0));
    }

    /// Drops the rest of a line that does not fit, and gives the place of the next one.
    private int skip(int start) {
        long first = window.offset(start);
        int lineEnd = window.end();
        while (lineEnd == window.end() && !window.ended()) {
            window.more(window.end());
            lineEnd = ByteScan.find(window.bytes(), 0, window.end(), (byte) '\n');
        }
        taker.tooLong(first, window.offset(lineEnd));
        return Math.min(lineEnd + 1, window.end());
    }
}
